import { countsFrom, Problem } from "@symphony/contract";
import type { Accepted, BatchId, Control, Row } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import { readStatus } from "../batch-status.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { requireAccepted } from "../require-accepted.ts";
import { rereadRow } from "../reread-row.ts";

type Steer = Call<{ id: string }, undefined, undefined>;

/** What is told to Redis may wait this long; the disk has it already, and workers look there. */
const TELL_WAIT_MS = 2_000;

/** Workers begin no more images within a moment; nothing of what is done is lost. */
export async function pauseBatch({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const { accepted, control } = await requireRunning(deps, params.id);
  await setStatus(deps, accepted, control, "paused");
  return ok(await readStatus(deps, accepted.batch_id));
}

export async function resumeBatch({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const { accepted, control } = await requireRunning(deps, params.id);
  await setStatus(deps, accepted, control, "processing");
  await tell(deps, accepted.batch_id, () => enqueuePending(deps, accepted, control.generation));
  return ok(await readStatus(deps, accepted.batch_id));
}

/** Ends a batch: images without a result get one that says so. */
export async function cancelBatch({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const { accepted, control } = await requireRunning(deps, params.id);
  await setStatus(deps, accepted, control, "cancelled");
  await tell(deps, accepted.batch_id, () => deps.queues.addFinish(accepted.batch_id));
  return ok(await readStatus(deps, accepted.batch_id));
}

/** Judges the images of a finished batch again that ended in an error; their rows are replaced by the new ones. */
export async function retryFailed({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const accepted = await requireAccepted(deps, params.id);
  await renew(deps, accepted, undefined, async (row) => (row.result.Is_Valid === "Error" ? "judge" : "keep"));
  return ok(await readStatus(deps, accepted.batch_id));
}

/**
 * Reads the answers of a finished batch with another threshold, in place of every stage's own. Only an image for
 * which a stage must be asked that was not asked before is judged again.
 */
export async function applyThreshold(
  { params, body }: Call<{ id: string }, undefined, { threshold: number }>,
  deps: ApiDeps,
): Promise<Reply> {
  const accepted = await requireAccepted(deps, params.id);
  await renew(deps, accepted, body.threshold, async (row) => rereadRow(row, body.threshold));
  return ok(await readStatus(deps, accepted.batch_id));
}

/** Begins another generation of a finished batch, unless every row is to be kept. */
async function renew(
  deps: ApiDeps,
  accepted: Accepted,
  threshold: number | undefined,
  choose: (row: Row) => Promise<Row | "keep" | "judge">,
): Promise<void> {
  const { store } = deps;
  const final = await store.final(accepted.batch_id);
  if (final === undefined) throw stillRunning();
  const draft = store.openGenerationDraft(accepted);
  try {
    const [changed, gone]: [number[], number[]] = [[], []];
    for await (const row of store.eachRow(accepted)) {
      const choice = await choose(row);
      if (choice === "keep") continue;
      changed.push(row.seq);
      if (choice !== "judge") await draft.addRow(choice);
      // The bytes of what ended in an error are kept in every case, and addresses are fetched again.
      else if (accepted.kind === "files" && row.result.Is_Valid !== "Error" && !(await draft.hasPayload(row.seq)))
        gone.push(row.seq);
    }
    if (gone.length > 0) throw imagesGone(gone.length);
    if (changed.length === 0) return;
    const generation = (await store.control(accepted.batch_id)).generation + 1;
    const retry = { seqs: changed, events_before: final.events, began_at: new Date().toISOString(), threshold };
    if (!(await draft.begin(generation, retry))) throw stillRunning();
    await tellGeneration(deps, accepted, generation);
  } finally {
    await draft.discard();
  }
}

async function tellGeneration(deps: ApiDeps, accepted: Accepted, generation: number): Promise<void> {
  const { store, progress, queues } = deps;
  const standing = await store.standing(accepted);
  await store.refreshPendingList(accepted, countsFrom(accepted, standing.verdicts));
  const pending: number[] = [];
  for await (const seq of store.pending(accepted)) pending.push(seq);
  await tell(deps, accepted.batch_id, async () => {
    await progress.restart(accepted, standing);
    if (pending.length === 0) await queues.addFinish(accepted.batch_id);
    else await queues.addItems(accepted, pending, generation);
  });
}

const stillRunning = (): Problem =>
  new Problem("batch_not_finished", "The batch is still running; this can be done when it is finished.");

const imagesGone = (count: number): Problem =>
  new Problem(
    "images_gone",
    `${count} images would have to be shown to further stages, and are not kept: send them as a new batch, or have KEEP_JUDGED_FILES set for the next one.`,
  );

/** @throws {Problem} 409 when there is nothing left to steer */
async function requireRunning(deps: ApiDeps, id: string): Promise<{ accepted: Accepted; control: Control }> {
  const accepted = await requireAccepted(deps, id);
  const control = await deps.store.control(accepted.batch_id);
  if ((await deps.store.final(accepted.batch_id)) !== undefined || control.status === "cancelled") {
    throw new Problem("batch_finished", "The batch is finished or cancelled; there is nothing left to steer.");
  }
  return { accepted, control };
}

async function setStatus(
  deps: ApiDeps,
  accepted: Accepted,
  control: Control,
  status: Control["status"],
): Promise<void> {
  if (control.status !== status) await deps.store.setControl(accepted.batch_id, { ...control, status });
  await tell(deps, accepted.batch_id, () => deps.progress.show(accepted.batch_id, status));
}

async function enqueuePending(deps: ApiDeps, accepted: Accepted, generation: number): Promise<void> {
  const pending: number[] = [];
  for await (const seq of deps.store.pending(accepted)) pending.push(seq);
  await deps.queues.addItems(accepted, pending, generation);
}

/** Redis may be away: then workers find on disk what they were not told. */
async function tell({ logger }: ApiDeps, batch: BatchId, work: () => Promise<void>): Promise<void> {
  await withinMs(TELL_WAIT_MS, work()).catch((error: unknown) =>
    logger.warn({ err: error, batch }, "batch:not told yet"),
  );
}
