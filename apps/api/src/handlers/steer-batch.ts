import { countsFrom, Problem } from "@symphony/contract";
import type { Accepted, BatchId, Control } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import { readStatus } from "../batch-status.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { batchNotFound, requireBatchId } from "../upload/submit.ts";

type Steer = Call<{ id: string }, undefined, undefined>;

/** What is told to Redis may wait this long; the disk has it already, and workers look there. */
const TELL_WAIT_MS = 2_000;

/** Workers stop at their next image; nothing of what is done is lost. */
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
  const { store } = deps;
  const accepted = await requireAccepted(deps, params.id);
  const final = await store.final(accepted.batch_id);
  if (final === undefined) throw new Problem("batch_not_finished", "The batch is still running; failed images can be tried again when it is finished.");
  const seqs: number[] = [];
  for await (const row of store.eachRow(accepted)) if (row.result.Is_Valid === "Error") seqs.push(row.seq);
  if (seqs.length > 0) {
    const generation = (await store.control(accepted.batch_id)).generation + 1;
    await store.beginGeneration(accepted, generation, { seqs, events_before: final.events });
    const standing = await store.standing(accepted);
    await store.refreshPendingList(accepted, countsFrom(accepted, standing.verdicts));
    await tell(deps, accepted.batch_id, async () => {
      await deps.progress.restart(accepted, standing);
      await deps.queues.addItems(accepted, seqs, generation);
    });
  }
  return ok(await readStatus(deps, accepted.batch_id));
}

async function requireAccepted(deps: ApiDeps, id: string): Promise<Accepted> {
  const batchId = requireBatchId(id);
  const accepted = await deps.store.accepted(batchId);
  if (accepted !== undefined) return accepted;
  if ((await deps.store.announcements.read(batchId)) === undefined) throw batchNotFound(batchId);
  throw new Problem("batch_not_ready", "The batch has no images yet.");
}

/** @throws {Problem} 409 when there is nothing left to steer */
async function requireRunning(deps: ApiDeps, id: string): Promise<{ accepted: Accepted; control: Control }> {
  const accepted = await requireAccepted(deps, id);
  const control = await deps.store.control(accepted.batch_id);
  if ((await deps.store.final(accepted.batch_id)) !== undefined || control.status === "cancelled") {
    throw new Problem("batch_finished", "The batch is finished or cancelled; there is nothing left to steer.");
  }
  return { accepted, control };
}

async function setStatus(deps: ApiDeps, accepted: Accepted, control: Control, status: Control["status"]): Promise<void> {
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
  await withinMs(TELL_WAIT_MS, work()).catch((error: unknown) => logger.warn({ err: error, batch }, "batch:not told yet"));
}
