import type { BatchManifest } from "@symphony/batch-store";
import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import type { Staging } from "@symphony/batch-store";
import { removeBatch } from "@symphony/batch-store";
import { Problem, singleRequestSchema } from "@symphony/contract";
import type { BatchId, ErrorCategory, Result } from "@symphony/contract";
import { channels } from "@symphony/messaging";
import type { z } from "zod";
import type { ApiDeps } from "../deps.ts";
import { readFields } from "../http/mount.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { requireAccepted } from "../batches/require-batch.ts";
import { readMultipart } from "../upload/multipart.ts";
import { submitBatch } from "../upload/submit.ts";
import type { Fill } from "../upload/submit.ts";
import { writeFile } from "../upload/write-file.ts";

/** The answer may be missed on the bus; the disk is asked this often too. */
const LOOK_EVERY_MS = 1_000;
const NO_IMAGE: ReadonlySet<ErrorCategory | null> = new Set(["not_an_image", "unsupported_format", "empty_file"]);
const SINGLE = { batchId: undefined, clientId: undefined, chunkSize: 1, single: true };

/** One image as a file, or by its address in a form or as JSON. */
export async function checkSingle({ request }: Call<undefined, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const isMultipart = (request.headers["content-type"] ?? "").toLowerCase().startsWith("multipart/form-data");
  return judgeNow(deps, request, (staging) =>
    isMultipart ? fillFromForm(request as Request, staging, deps) : fillFromFields(request as Request, staging),
  );
}

export function checkSingleUrl(
  { body, request }: Call<undefined, undefined, z.infer<typeof singleRequestSchema>>,
  deps: ApiDeps,
): Promise<Reply> {
  return judgeNow(deps, request, async (staging) => fillFromUrl(body, staging));
}

async function fillFromForm(request: Request, staging: Staging, deps: ApiDeps): ReturnType<Fill> {
  const fields = await readMultipart(request, ["file"], 1, (_field, name, bytes) =>
    staging.addFile(name, (path) => writeFile(deps.fileThreads, path, bytes, deps.config.MAX_FILE_BYTES)),
  );
  return staging.count > 0 ? { submission: SINGLE, skipped: [] } : fillFromUrl(fields, staging);
}

async function fillFromFields(request: Request, staging: Staging): ReturnType<Fill> {
  return fillFromUrl(await readFields(request), staging);
}

function fillFromUrl(fields: unknown, staging: Staging): Awaited<ReturnType<Fill>> {
  const parsed = singleRequestSchema.safeParse(fields);
  if (!parsed.success)
    throw new Problem("nothing_to_do", "Send an image in the field file, or its address in the field image_path.");
  staging.addUrl(parsed.data.image_path);
  return { submission: SINGLE, skipped: [] };
}

/**
 * Judges one image while the caller waits. It goes the way of every image, as a batch of one that is served
 * first and leaves when it is answered.
 */
async function judgeNow(deps: ApiDeps, { headers }: IncomingMessage, fill: Fill): Promise<Reply> {
  const { answer } = await submitBatch(deps, headers, fill);
  const manifest = await requireAccepted(deps, answer.batch_id);
  const result = await waitForResult(deps, manifest);
  await removeBatch(deps.config.EXPORTS_DIR, manifest.batch_id);
  await deps.progress
    .forget(manifest)
    .catch((error: unknown) => deps.logger.warn({ err: error }, "single:not forgotten"));
  if (NO_IMAGE.has(result.Error_Category))
    throw new Problem("not_an_image", result.Error ?? "The file is not an image.");
  return ok(result);
}

async function waitForResult(deps: ApiDeps, manifest: BatchManifest): Promise<Result> {
  const deadline = Date.now() + deps.config.SINGLE_TIMEOUT_MS;
  const news = createBell();
  const following = deps.bus.follow(channels.batch(manifest.batch_id), news.ring);
  try {
    // Without Redis it is looked at all the same.
    await Promise.race([following, news.wait(LOOK_EVERY_MS)]);
    while (Date.now() < deadline) {
      const result = await finishedResult(deps, manifest.batch_id);
      if (result !== undefined) return result;
      await news.wait(LOOK_EVERY_MS);
    }
  } finally {
    following
      .then((unfollow) => unfollow())
      .catch((error: unknown) => deps.logger.warn({ err: error }, "single:not followed"));
  }
  throw new Problem(
    "judging_timeout",
    "The image was not judged in time: the workers are busy or not running. Try again later.",
  );
}

async function finishedResult(deps: ApiDeps, batchId: BatchId): Promise<Result | undefined> {
  if ((await deps.store.final(batchId)) === undefined) return undefined;
  return (await deps.store.results.read(batchId, 0))?.result;
}

/** Wakes whoever waits, at the latest after the given time. */
function createBell(): { ring(): void; wait(ms: number): Promise<undefined> } {
  let wake: () => void = () => undefined;
  return {
    ring: () => wake(),
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms, undefined);
        wake = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      }),
  };
}
