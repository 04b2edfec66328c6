import pLimit from "p-limit";
import type { ChunkJob, Outcome } from "@symphony/messaging";
import { traced } from "@symphony/service";
import { FETCHED_IN_FLIGHT, INSPECTIONS_IN_FLIGHT, UPLOADS_IN_FLIGHT } from "../config.ts";
import { isWanted } from "./chunk-context.ts";
import type { ChunkContext, ChunkDeps, ItemOutcome } from "./chunk-context.ts";
import { processItem } from "./process-item.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Some images failed for a transient reason; thrown so that the queue retries the chunk after a pause. */
export class RetryLaterError extends Error {
  override name = "RetryLaterError";
}

/**
 * Handles chunk jobs: gives a result to each item of the chunk that has none. A job may run twice, on two workers at
 * once: a result is put in place once and counted once, and the second worker finds it there.
 *
 * Chunks that run at the same time share the limits.
 */
export function createChunkProcessor(deps: ChunkDeps): (job: ChunkJob) => Promise<Outcome> {
  const inspecting = pLimit(INSPECTIONS_IN_FLIGHT);
  const limits = { files: pLimit(UPLOADS_IN_FLIGHT), urls: pLimit(FETCHED_IN_FLIGHT) };
  const singleFlight = createSingleFlight();

  return async (job) => {
    const begun = performance.now();
    const manifest = await deps.store.manifest(job.batchId);
    if (manifest === undefined) return endMissing(deps, job);
    if ((await deps.store.final(job.batchId)) !== undefined) return "done";
    const { threshold, reevaluates } = await deps.store.control(job.batchId);
    const chunk: ChunkContext = {
      manifest,
      run: job.run,
      threshold,
      reevaluates: reevaluates === true,
      controlReadAt: -Infinity,
      inspecting,
      singleFlight,
    };
    const handleItem = (seq: number): Promise<ItemOutcome> =>
      traced("item", { batch: job.batchId, item: seq }, () => processItem(deps, chunk, seq));
    // A caller waits for a single check: it does not queue behind the items of chunks.
    const limit = manifest.single ? undefined : limits[manifest.kind];
    const outcomes = await settleAll(
      job.itemIds.map((seq) => (limit === undefined ? handleItem(seq) : limit(handleItem, seq))),
    );
    for (const [index, seq] of job.itemIds.entries()) {
      if (outcomes[index] === "isolate") outcomes[index] = await processItem(deps, chunk, seq, true);
    }
    return endChunk(deps, chunk, job, outcomes, begun);
  };
}

/**
 * A removed batch has no counters either, and its chunks are done. One that is counted must be somewhere: its folder
 * is not to be seen from here, and the chunk goes back. Counters expire, so that this ends in any case.
 */
async function endMissing({ progress, logger }: ChunkDeps, { batchId, chunk }: ChunkJob): Promise<Outcome> {
  if ((await progress.status(batchId)) === undefined) return "done";
  logger.warn({ batch: batchId, chunk }, "chunk:batch missing");
  throw new RetryLaterError(`The store does not show batch ${batchId}.`);
}

/** Waits for all of them, also when one throws: no item is in flight after its job has ended. */
async function settleAll<T>(work: Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(work)).map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}

/** @throws {RetryLaterError} when items are to be retried */
async function endChunk(
  deps: ChunkDeps,
  chunk: ChunkContext,
  { batchId, chunk: index, part, run, itemIds }: ChunkJob,
  outcomes: readonly ItemOutcome[],
  begun: number,
): Promise<Outcome> {
  const retries = outcomes.filter((outcome) => outcome === "retry").length;
  const ms = Math.round(performance.now() - begun);
  deps.logger.info({ batch: batchId, chunk: index, part, run, items: itemIds.length, retries, ms }, "chunk:done");
  if (outcomes.includes("left")) return leaveChunk(deps, chunk);
  if (retries === 0) return "done";
  await deps.progress.retryStarted(chunk.manifest, retries);
  throw new RetryLaterError(`${retries} of ${itemIds.length} images are to be retried`);
}

/** A stopping worker returns the chunk to the queue. The chunk of a paused or ended batch is done: a resume adds a new one. */
async function leaveChunk(deps: ChunkDeps, chunk: ChunkContext): Promise<Outcome> {
  await deps.pendingLists.refresh(chunk.manifest);
  return (await isWanted(deps, chunk)) ? "give-back" : "done";
}
