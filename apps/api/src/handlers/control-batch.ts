import type { BatchManifest, Control, ResultRecord } from "@symphony/batch-store";
import { countsFrom, Problem } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import { readStatus } from "../batches/batch-status.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { requireAccepted } from "../batches/require-batch.ts";
import { reevaluate } from "../batches/reevaluate.ts";

type Steer = Call<{ id: string }, undefined, undefined>;

/** What is told to Redis may wait this long; the disk has it already, and workers look there. */
const TELL_WAIT_MS = 2_000;

/** Workers begin no more images within a moment; nothing of what is done is lost. */
export async function pauseBatch({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const { manifest, control } = await requireRunning(deps, params.id);
  await setStatus(deps, manifest, control, "paused");
  return ok(await readStatus(deps, manifest.batch_id));
}

export async function resumeBatch({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const { manifest, control } = await requireRunning(deps, params.id);
  await setStatus(deps, manifest, control, "processing");
  await tell(deps, manifest.batch_id, () => enqueuePending(deps, manifest, control.run));
  return ok(await readStatus(deps, manifest.batch_id));
}

/** Ends a batch: images without a result get one that says so. */
export async function cancelBatch({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const { manifest, control } = await requireRunning(deps, params.id);
  await setStatus(deps, manifest, control, "cancelled");
  await tell(deps, manifest.batch_id, () => deps.queues.addFinish(manifest.batch_id));
  return ok(await readStatus(deps, manifest.batch_id));
}

/** Judges the images of a finished batch again that ended in an error; their rows are replaced by the new ones. */
export async function retryFailed({ params }: Steer, deps: ApiDeps): Promise<Reply> {
  const manifest = await requireAccepted(deps, params.id);
  await startRun(deps, manifest, undefined, async (record) => (record.result.Is_Valid === "Error" ? "judge" : "keep"));
  return ok(await readStatus(deps, manifest.batch_id));
}

/**
 * Reads the answers of a finished batch with another threshold, in place of every stage's own. Only an image for
 * which a stage must be asked that was not asked before is judged again.
 */
export async function applyThreshold(
  { params, body }: Call<{ id: string }, undefined, { threshold: number }>,
  deps: ApiDeps,
): Promise<Reply> {
  const manifest = await requireAccepted(deps, params.id);
  await startRun(deps, manifest, body.threshold, async (record) => reevaluate(record, body.threshold));
  return ok(await readStatus(deps, manifest.batch_id));
}

/** Begins another generation of a finished batch, unless every row is to be kept. */
async function startRun(
  deps: ApiDeps,
  manifest: BatchManifest,
  threshold: number | undefined,
  choose: (record: ResultRecord) => Promise<ResultRecord | "keep" | "judge">,
): Promise<void> {
  const { store } = deps;
  const final = await store.final(manifest.batch_id);
  if (final === undefined) throw stillRunning();
  const draft = store.openRunDraft(manifest);
  try {
    const [changed, gone]: [number[], number[]] = [[], []];
    for await (const record of store.eachResult(manifest)) {
      const choice = await choose(record);
      if (choice === "keep") continue;
      changed.push(record.seq);
      if (choice !== "judge") await draft.addRow(choice);
      // The bytes of what ended in an error are kept in every case, and addresses are fetched again.
      else if (manifest.kind === "files" && record.result.Is_Valid !== "Error" && !(await draft.hasPayload(record.seq)))
        gone.push(record.seq);
    }
    if (gone.length > 0) throw imagesGone(gone.length);
    if (changed.length === 0) return;
    const run = (await store.control(manifest.batch_id)).run + 1;
    const retry = { seqs: changed, events_before: final.events, began_at: new Date().toISOString(), threshold };
    if (!(await draft.begin(run, retry))) throw stillRunning();
    await enqueueRun(deps, manifest, run);
  } finally {
    await draft.discard();
  }
}

async function enqueueRun(deps: ApiDeps, manifest: BatchManifest, run: number): Promise<void> {
  const { store, progress, queues } = deps;
  const batchProgress = await store.batchProgress(manifest);
  await store.refreshPendingList(manifest, countsFrom(manifest, batchProgress.verdicts));
  const pending: number[] = [];
  for await (const seq of store.pending(manifest)) pending.push(seq);
  await tell(deps, manifest.batch_id, async () => {
    await progress.restart(manifest, batchProgress);
    if (pending.length === 0) await queues.addFinish(manifest.batch_id);
    else await queues.addItems(manifest, pending, run);
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
async function requireRunning(deps: ApiDeps, id: string): Promise<{ manifest: BatchManifest; control: Control }> {
  const manifest = await requireAccepted(deps, id);
  const control = await deps.store.control(manifest.batch_id);
  if ((await deps.store.final(manifest.batch_id)) !== undefined || control.status === "cancelled") {
    throw new Problem("batch_finished", "The batch is finished or cancelled; there is nothing left to steer.");
  }
  return { manifest, control };
}

async function setStatus(
  deps: ApiDeps,
  manifest: BatchManifest,
  control: Control,
  status: Control["status"],
): Promise<void> {
  if (control.status !== status) await deps.store.setControl(manifest.batch_id, { ...control, status });
  await tell(deps, manifest.batch_id, () => deps.progress.setStatus(manifest.batch_id, status));
}

async function enqueuePending(deps: ApiDeps, manifest: BatchManifest, run: number): Promise<void> {
  const pending: number[] = [];
  for await (const seq of deps.store.pending(manifest)) pending.push(seq);
  await deps.queues.addItems(manifest, pending, run);
}

/** Redis may be away: then workers find on disk what they were not told. */
async function tell({ logger }: ApiDeps, batch: BatchId, work: () => Promise<void>): Promise<void> {
  await withinMs(TELL_WAIT_MS, work()).catch((error: unknown) =>
    logger.warn({ err: error, batch }, "batch:not told yet"),
  );
}
