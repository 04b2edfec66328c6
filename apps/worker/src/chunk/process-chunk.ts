import pLimit from "p-limit";
import type { ChunkHandler, Outcome } from "@symphony/messaging";
import { traced } from "@symphony/service";
import { isWanted } from "./chunk-context.ts";
import type { Chunk, ChunkDeps } from "./chunk-context.ts";
import { FETCHED_IN_FLIGHT, INSPECTIONS_IN_FLIGHT, UPLOADS_IN_FLIGHT } from "../config.ts";
import { processItem } from "./process-item.ts";
import type { ItemOutcome } from "./process-item.ts";

/** Some images failed for a passing reason; thrown so that the queue tries the chunk again after a pause. */
export class RetryLaterError extends Error {
  override name = "RetryLater";
}

/**
 * The job: judges the images of a chunk that have no row yet. It may run twice, on two workers at once:
 * a row is put in place once and counted once, whoever comes second finds it there.
 */
export function createChunkProcessor(deps: ChunkDeps): ChunkHandler {
  const judging = pLimit(INSPECTIONS_IN_FLIGHT);
  const fetching = pLimit(FETCHED_IN_FLIGHT);
  const uploads = pLimit(UPLOADS_IN_FLIGHT);

  return async (job, onEnding) => {
    const manifest = await deps.store.manifest(job.batchId);
    if (manifest === undefined || (await deps.store.final(job.batchId)) !== undefined) return "done";
    const { threshold } = await deps.store.control(job.batchId);
    const begun = performance.now();
    const isFetched = manifest.kind === "urls";
    const noteUnderWay = (seq: number): void => {
      if (seq === job.itemIds.at(-1)) onEnding();
    };
    const chunk: Chunk = {
      manifest,
      run: job.run,
      threshold,
      readAt: -Infinity,
      judging: (seq, work) =>
        judging(() => {
          noteUnderWay(seq);
          return work();
        }),
    };
    const handle = async (seq: number): Promise<ItemOutcome> => {
      // Fetching takes long: that of the next chunk need not wait for the models.
      if (isFetched) noteUnderWay(seq);
      const outcome = traced("item", { batch: job.batchId, item: seq }, () => processItem(deps, chunk, seq));
      // It may end without having come to the judge.
      return outcome.finally(() => noteUnderWay(seq));
    };
    const gate = isFetched ? fetching : uploads;
    const outcomes = await allAtRest(job.itemIds.map((seq) => gate(handle, seq)));
    for (const [i, seq] of job.itemIds.entries()) {
      if (outcomes[i] === "alone") outcomes[i] = await processItem(deps, chunk, seq, true);
    }
    const retries = outcomes.filter((outcome) => outcome === "retry").length;
    const ms = Math.round(performance.now() - begun);
    deps.logger.info(
      {
        batch: job.batchId,
        chunk: job.chunk,
        part: job.part,
        run: job.run,
        items: job.itemIds.length,
        retries,
        ms,
      },
      "chunk:done",
    );
    if (outcomes.includes("left")) return leave(deps, chunk);
    if (retries === 0) return "done";
    await deps.progress.retryStarted(manifest, retries);
    throw new RetryLaterError(`${retries} of ${job.itemIds.length} images are to be tried again`);
  };
}

/** All of them come to rest before the job ends, also when one throws: no image is worked on without a job. */
async function allAtRest<T>(work: Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(work)).map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}

/** A stopping worker gives the chunk back. One of a batch that is paused or over ends: who resumes enqueues anew. */
async function leave(deps: ChunkDeps, chunk: Chunk): Promise<Outcome> {
  await deps.pendingLists.refresh(chunk.manifest);
  return (await isWanted(deps, chunk)) ? "give-back" : "done";
}
