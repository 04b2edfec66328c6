import type { IncomingHttpHeaders } from "node:http";
import { clientResultOf } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchId, ErrorCategory, Result } from "@symphony/contract";
import { channels } from "@symphony/messaging";
import type { ApiDeps } from "../deps.ts";
import type { UploadSource } from "../upload/upload-source.ts";
import { requireManifest } from "./find-batch.ts";
import { submitBatch } from "./submit-batch.ts";

/** An event may be missed; the ledger is read this often too. */
const POLL_MS = 1_000;
const NO_IMAGE: ReadonlySet<ErrorCategory | null> = new Set(["not_an_image", "unsupported_format", "empty_file"]);

/**
 * Checks one image while the caller waits. It goes the way of every image, as a batch of one that is served first and
 * is removed as soon as its result is read.
 */
export async function checkSingleImage(
  deps: ApiDeps,
  headers: IncomingHttpHeaders,
  populate: UploadSource,
): Promise<Result> {
  const { response } = await submitBatch(deps, headers, populate);
  const manifest = await requireManifest(deps, response.batch_id);
  const result = await waitForResult(deps, manifest);
  await deps.store.remove(manifest.batch_id);
  await deps.progress
    .forget(manifest)
    .catch((error: unknown) => deps.logger.warn({ err: error }, "single:not forgotten"));
  if (NO_IMAGE.has(result.Error_Category))
    throw new Problem("not_an_image", result.Error ?? "The file is not an image.");
  return result;
}

async function waitForResult(deps: ApiDeps, manifest: BatchManifest): Promise<Result> {
  const deadline = Date.now() + deps.config.SINGLE_TIMEOUT_MS;
  const wakeUp = createWakeUp();
  const subscribing = deps.bus.subscribe(channels.batch(manifest.batch_id), wakeUp.wake);
  try {
    // Without Redis the ledger is polled all the same.
    await Promise.race([subscribing, wakeUp.sleep(POLL_MS)]);
    while (Date.now() < deadline) {
      const result = await findResult(deps, manifest.batch_id);
      if (result !== undefined) return result;
      await wakeUp.sleep(POLL_MS);
    }
  } finally {
    subscribing
      .then((unsubscribe) => unsubscribe())
      .catch((error: unknown) => deps.logger.warn({ err: error }, "single:not subscribed"));
  }
  throw new Problem(
    "judging_timeout",
    "The image was not checked in time: the workers are busy or not running. Try again later.",
  );
}

async function findResult(deps: ApiDeps, batchId: BatchId): Promise<Result | undefined> {
  if ((await deps.store.final(batchId)) === undefined) return undefined;
  const record = await deps.store.results.read(batchId, 0);
  return record && clientResultOf(record);
}

/** A sleep that an event ends early. */
function createWakeUp(): { wake(): void; sleep(ms: number): Promise<undefined> } {
  let wake: () => void = () => undefined;
  return {
    wake: () => wake(),
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms, undefined);
        wake = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      }),
  };
}
