import type { IncomingMessage } from "node:http";
import { clientResultOf } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchId, Result } from "@symphony/contract";
import { channels } from "@symphony/messaging";
import { pause } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import type { UploadSource } from "../upload/upload-source.ts";
import { cancelBatch } from "./control-batch.ts";
import { requireManifest } from "./find-batch.ts";
import { submitBatch } from "./submit-batch.ts";

/** An event may be missed; the ledger is read this often too. */
const POLL_MS = 1_000;
/** A single check that nobody waits for is removed when it has ended; after this many polls, cleanup removes it. */
const ABANDONED_POLLS_MAX = 60;

/**
 * Checks one image while the caller waits. It goes the way of every image, as a batch of one that is served first and
 * is removed as soon as its result is read.
 */
export async function checkSingleImage(
  deps: ApiDeps,
  { headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
  populate: UploadSource,
): Promise<Result> {
  const { response } = await submitBatch(deps, { headers }, populate);
  const manifest = await requireManifest(deps, response.batch_id);
  const result = await waitForResult(deps, manifest, socket);
  if (result === undefined) {
    void abandon(deps, manifest).catch((error: unknown) => deps.logger.warn({ err: error }, "single:not abandoned"));
    throw new Problem(
      "judging_timeout",
      "The image was not checked in time: the workers are busy or not running. Try again later.",
    );
  }
  // Cleanup removes what is left; the caller gets the verdict.
  await removeSingle(deps, manifest).catch((error: unknown) => deps.logger.warn({ err: error }, "single:not removed"));
  return result;
}

async function removeSingle(deps: ApiDeps, manifest: BatchManifest): Promise<void> {
  await deps.store.remove(manifest.batch_id);
  await deps.progress
    .forget(manifest)
    .catch((error: unknown) => deps.logger.warn({ err: error }, "single:not forgotten"));
}

/** Nobody waits any more: workers do not begin the image, and nothing of it stays. */
async function abandon(deps: ApiDeps, manifest: BatchManifest): Promise<void> {
  await cancelBatch(deps, manifest.batch_id).catch((error: unknown) => {
    // It has ended meanwhile.
    if (!(error instanceof Problem && error.code === "batch_finished")) throw error;
  });
  for (let polls = 0; polls < ABANDONED_POLLS_MAX; polls += 1) {
    if ((await deps.store.final(manifest.batch_id)) !== undefined) return removeSingle(deps, manifest);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref());
  }
}

/** @returns undefined when the caller is gone, or the time is over */
async function waitForResult(
  deps: ApiDeps,
  manifest: BatchManifest,
  caller: IncomingMessage["socket"],
): Promise<Result | undefined> {
  const deadline = Date.now() + deps.config.SINGLE_TIMEOUT_MS;
  const wakeUp = createWakeUp();
  caller.once("close", wakeUp.wake);
  const subscribing = deps.bus.subscribe(channels.batch(manifest.batch_id), wakeUp.wake);
  try {
    // Without Redis the ledger is polled all the same.
    await Promise.race([subscribing, wakeUp.sleep(POLL_MS)]);
    while (Date.now() < deadline && !caller.destroyed) {
      const result = await findResult(deps, manifest.batch_id);
      if (result !== undefined) return result;
      await wakeUp.sleep(POLL_MS);
    }
    return undefined;
  } finally {
    caller.off("close", wakeUp.wake);
    subscribing
      .then((unsubscribe) => unsubscribe())
      .catch((error: unknown) => deps.logger.warn({ err: error }, "single:not subscribed"));
  }
}

async function findResult(deps: ApiDeps, batchId: BatchId): Promise<Result | undefined> {
  if ((await deps.store.final(batchId)) === undefined) return undefined;
  const record = await deps.store.results.read(batchId, 0);
  return record && clientResultOf(record, null);
}

/** A sleep that an event ends early; one that comes between two sleeps ends the next one. */
function createWakeUp(): { wake(): void; sleep(ms: number): Promise<undefined> } {
  let waking = new AbortController();
  return {
    wake: () => waking.abort(),
    async sleep(ms) {
      const own = waking;
      await pause(ms, own.signal);
      // Two sleeps may overlap: one that ends by its time leaves the other to be woken.
      if (own.signal.aborted && waking === own) waking = new AbortController();
    },
  };
}
