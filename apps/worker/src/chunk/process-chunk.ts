import pLimit from "p-limit";
import type { BatchManifest } from "@symphony/batch-store";
import type { ChunkJob, Lane, Outcome } from "@symphony/messaging";
import { traced } from "@symphony/service";
import { pendingItems } from "../batch/pending-items.ts";
import { BrandMissingError } from "../brands/brand-files.ts";
import { UPLOADS_IN_FLIGHT, URL_CHUNKS_PER_BATCH, URL_CHUNKS_PER_CALLER, URL_CHUNKS_WAITING } from "../config.ts";
import { DeferredError } from "../http-client/deferred-error.ts";
import { createSlots } from "../http-client/slots.ts";
import type { Slots } from "../http-client/slots.ts";
import { settleAll } from "../lost-write.ts";
import { isAsked, isWanted } from "./chunk-context.ts";
import type { ChunkContext, ChunkDeps, Deferred, ItemOutcome } from "./chunk-context.ts";
import { createInspectionTurns } from "./inspection-turns.ts";
import { processItem } from "./process-item.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Some images failed for a transient reason; thrown so that the queue retries the chunk after a pause. */
export class RetryLaterError extends Error {
  override name = "RetryLaterError";
}

/**
 * Handles chunk jobs of a lane: gives a result to each item of the chunk that has none, or moves the chunk on to the
 * lane of its kind. A job may run twice, on two workers at once: a result is put in place once and counted once, and
 * the second worker finds it there.
 *
 * Chunks that run at the same time share the limits.
 */
export function createChunkProcessor(deps: ChunkDeps): (job: ChunkJob, lane?: Lane) => Promise<Outcome> {
  const takeTurns = createInspectionTurns();
  const slots = createSlots(URL_CHUNKS_WAITING);
  const singleFlight = createSingleFlight();

  return async (job, lane) => {
    const begun = performance.now();
    const manifest = await deps.store.manifest(job.batchId);
    if (manifest === undefined) return endMissing(deps, job);
    if ((await deps.store.final(job.batchId)) !== undefined) return "done";
    const own = laneOf(manifest);
    if (lane === "files" && own !== "files") return moveOn(deps, job, own);
    const brands = await brandsOf(deps, manifest);
    const control = await deps.store.control(job.batchId);
    // Of a part more is asked than its control says.
    const isWantedNow = isAsked(control, job.run) && manifest.part_of === undefined;
    const chunk: ChunkContext = {
      manifest,
      run: job.run,
      brands,
      threshold: control.threshold,
      reevaluates: control.reevaluates === true,
      controlReadAt: isWantedNow ? performance.now() : -Infinity,
      inspecting: (work) => takeTurns(own, job.batchId, work),
      singleFlight,
    };
    const handleItem = (seq: number): Promise<ItemOutcome> =>
      traced("item", { batch: job.batchId, item: seq }, () => processItem(deps, chunk, seq));
    const handleAll = async (): Promise<Outcome> => {
      const uploads = pLimit(UPLOADS_IN_FLIGHT);
      const outcomes = await settleAll(
        job.itemIds.map((seq) => (own === "files" ? uploads(handleItem, seq) : handleItem(seq))),
      );
      for (const [index, seq] of job.itemIds.entries()) {
        if (outcomes[index] === "isolate") outcomes[index] = await processItem(deps, chunk, seq, true);
      }
      return endChunk(deps, chunk, job, outcomes, begun);
    };
    return own === "urls" ? inTurn(slots, manifest, handleAll) : handleAll();
  };
}

const laneOf = ({ kind, single }: BatchManifest): Lane => (single ? `single-${kind}` : kind);

/** Other workers may have the models of a brand that is installed with them. */
function brandsOf({ brandFiles }: ChunkDeps, manifest: BatchManifest): Promise<ChunkContext["brands"]> {
  return brandFiles.sourcesOf(manifest).catch((cause: unknown) => {
    throw cause instanceof BrandMissingError ? new RetryLaterError(cause.message) : cause;
  });
}

async function moveOn({ queues }: ChunkDeps, job: ChunkJob, lane: Exclude<Lane, "files">): Promise<Outcome> {
  await queues.moveChunk(job, lane);
  return "done";
}

/** A batch, or a caller, that has enough chunks in flight waits for its turn in the queue, where it holds no slot. */
async function inTurn(slots: Slots, manifest: BatchManifest, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const { batch_id, caller = batch_id } = manifest;
    const lease = await slots.take([
      [`batch ${batch_id}`, URL_CHUNKS_PER_BATCH],
      [`caller ${caller}`, URL_CHUNKS_PER_CALLER],
    ]);
    return await work().finally(lease.end);
  } catch (error) {
    if (error instanceof DeferredError) return { deferMs: error.delayMs };
    throw error;
  }
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
  const deferral = shortestDeferral(outcomes);
  if (retries === 0 && deferral !== undefined) return deferral;
  if (retries === 0) {
    await deps.queues.addFollowing(chunk.manifest, run, (from, to) =>
      pendingItems(deps.store, chunk.manifest, from, to),
    );
    return "done";
  }
  await deps.progress.retryStarted(chunk.manifest, retries);
  // The job has fewer attempts than time to wait: those to retry come back with those that wait.
  if (deferral !== undefined) return deferral;
  throw new RetryLaterError(`${retries} of ${itemIds.length} images are to be retried`);
}

/** When the first of the items that wait may go on. */
function shortestDeferral(outcomes: readonly ItemOutcome[]): Deferred | undefined {
  const deferred = outcomes.filter((outcome) => typeof outcome === "object");
  if (deferred.length === 0) return undefined;
  const known = deferred.flatMap(({ deferMs }) => deferMs ?? []);
  return { deferMs: known.length === 0 ? undefined : Math.min(...known) };
}

/** A stopping worker returns the chunk to the queue. The chunk of a paused or ended batch is done: a resume adds a new one. */
async function leaveChunk(deps: ChunkDeps, chunk: ChunkContext): Promise<Outcome> {
  await deps.pendingLists.refresh(chunk.manifest);
  return (await isWanted(deps, chunk)) ? "give-back" : "done";
}
