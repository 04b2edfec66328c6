import type { Item, ResultRecord } from "@symphony/batch-store";
import { CHUNK_ATTEMPTS } from "@symphony/messaging";
import type { Inspection } from "../inference/protocol.ts";
import { DeferredError } from "../http-client/deferred-error.ts";
import { mayBegin } from "./chunk-context.ts";
import type { ChunkContext, ChunkDeps, Deferred } from "./chunk-context.ts";
import { ATTEMPTS_MAX } from "./item-attempts.ts";
import { failureOf } from "./item-failure.ts";
import { keepEvidence } from "./keep-evidence.ts";
import { errorRecord, verdictRecord } from "../result-record.ts";

/**
 * Gets an item's bytes and inspects them. An image that cannot be inspected has a record too.
 *
 * @param attempts how many there were, this one included
 * @returns `left` when the item is not wanted any more, `retry` after a transient failure, when to try again where its
 * URL has to wait
 */
export async function inspectItem(
  deps: ChunkDeps,
  chunk: ChunkContext,
  item: Item,
  attempts: number,
): Promise<ResultRecord | "left" | "retry" | Deferred> {
  const { manifest } = chunk;
  const begun = performance.now();
  let waitedMs = 0;
  const facts = () => ({ manifest, item, attempts, milliseconds: performance.now() - begun - waitedMs });
  if (attempts > ATTEMPTS_MAX)
    return errorRecord(facts(), "decoder_crashed", "The worker crashed on every attempt to inspect this image.");
  try {
    const inspection = await inspect(deps, chunk, item, (ms) => (waitedMs = ms));
    if (inspection === undefined) return "left";
    deps.metrics.stages(inspection.stage_ms);
    return verdictRecord(facts(), inspection);
  } catch (error) {
    if (error instanceof DeferredError) return { deferMs: error.delayMs };
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const { category, message, transient } = failure;
    if (!transient || attempts >= CHUNK_ATTEMPTS) return errorRecord(facts(), category, message);
    deps.logger.info({ batch: manifest.batch_id, item: item.seq, attempts, category }, "item:retry");
    deps.metrics.retried(category);
    return "retry";
  }
}

/** @param onBegin is given the milliseconds that the image waited for the inference process */
async function inspect(
  deps: ChunkDeps,
  chunk: ChunkContext,
  item: Item,
  onBegin: (waitedMs: number) => void,
): Promise<Inspection | undefined> {
  const { manifest, brands, threshold } = chunk;
  const image = await deps.images.open(manifest, item);
  try {
    const ready = performance.now();
    const inspection = await chunk.inspecting(async () => {
      onBegin(performance.now() - ready);
      return (await mayBegin(deps, chunk))
        ? deps.inspector.inspect(image.path, { brands, threshold, withoutEvidence: manifest.single })
        : undefined;
    });
    if (inspection !== undefined) await keepEvidence(deps, manifest.batch_id, item, image, inspection);
    return inspection;
  } finally {
    await image.release();
  }
}
