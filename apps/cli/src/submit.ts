import { randomUUID } from "node:crypto";
import { SymphonyError } from "@symphony/client";
import type { Submitted, SymphonyClient } from "@symphony/client";
import { BUNDLE_BYTES } from "./parts/bundles.ts";
import { openSentState } from "./parts/sent-state.ts";
import { brandField, submitParts } from "./parts/submit-parts.ts";
import { openUploadForm } from "./upload-form.ts";
import type { Source } from "./source.ts";
import type { FileFailure, SourceFile } from "./source-file.ts";

const MAX_ATTEMPTS = 6;
/** Pause before the second attempt; it doubles with each attempt. */
const FIRST_PAUSE_MS = 1_000;

/**
 * Without these options `fetch` keeps a copy of the body for a redirect, so that a large folder would be in memory
 * as a whole (Fetch Standard, "HTTP-network-or-cache fetch", step 8).
 */
export const STREAMED = { redirect: "error", window: null } as const;

export interface SubmitOptions {
  server: { url: string; apiKey: string | undefined };
  clientId: string | undefined;
  brands: readonly string[];
  /** Remembers what was sent. */
  stateFile: string;
  /** Called while files are sent, with what arrived so far and the bytes of all files. */
  onSent(sent: number, total: number, files?: number): void;
  /** Called before another attempt, with the error that ended the one before. */
  onRetry(error: Error): void;
  /** Called when it cannot be remembered what was sent. */
  onForgetful(error: Error): void;
}

export interface SubmittedSource {
  batch: Submitted;
  /** Files that could not be sent. */
  failed: FileFailure[];
  /** Call it when the batch is done. */
  forget(): void;
}

/**
 * Submits a batch. A broken connection or a restarting server leads to another attempt with the same idempotency key,
 * so that there is exactly one batch, whether or not an earlier attempt arrived. What is more than one part goes in
 * parts, which a killed command goes on with when it is started again.
 */
export async function submit(client: SymphonyClient, source: Source, options: SubmitOptions): Promise<SubmittedSource> {
  const failed = source.kind === "files" ? source.failed : [];
  const total = source.kind === "files" ? source.files.reduce((sum, { size }) => sum + size, 0) : 0;
  if (source.kind === "urls" || total <= BUNDLE_BYTES) {
    const key = randomUUID();
    const batch = await retry(() => send(client, source, key, options), options.onRetry);
    return { batch, failed, forget: () => undefined };
  }
  return inParts(client, source.files, failed, options);
}

async function inParts(
  client: SymphonyClient,
  files: readonly SourceFile[],
  unreadable: readonly FileFailure[],
  { stateFile, onForgetful, onSent, onRetry, ...options }: SubmitOptions,
): Promise<SubmittedSource> {
  const state = openSentState(stateFile, onForgetful);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const { batch, failed } = await submitParts(client, files, {
    ...options,
    state,
    onRetry,
    onProgress: (bytes, count) => onSent(Math.min(bytes, total), total, count),
    retry: (call) => retry(call, onRetry),
  });
  return { batch, failed: [...unreadable, ...failed], forget: () => state.forget() };
}

async function retry<T>(call: () => Promise<T>, onRetry: (error: Error) => void): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      onRetry(error as Error);
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}

async function send(
  client: SymphonyClient,
  source: Source,
  key: string,
  { clientId, brands, onSent }: SubmitOptions,
): Promise<Submitted> {
  const params = { header: { "Idempotency-Key": key } };
  const client_id = clientId === undefined ? {} : { client_id: clientId };
  if (source.kind === "urls") {
    const { data } = await client.POST("/api/check-logo/batch", {
      params,
      body: { ...client_id, ...brandField(brands), image_paths: source.urls },
    });
    return data as Submitted;
  }
  const fields = [...Object.entries(client_id), ...brands.map((brand) => ["brand", brand] as const)];
  const form = await openUploadForm(fields, source.files, onSent);
  const { data } = await client.POST("/api/check-logo/batch", {
    params,
    body: {},
    headers: { "content-type": form.contentType },
    bodySerializer: () => form.body,
    duplex: "half",
    ...STREAMED,
  });
  return data as Submitted;
}

/** Whether another attempt may succeed: not after a refusal, and not when a local file cannot be read. */
function isRetryable(error: unknown): boolean {
  if (error instanceof SymphonyError) return error.status >= 500 || error.status === 429;
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ("path" in each || each.name === "NotReadableError") return false;
  }
  return true;
}
