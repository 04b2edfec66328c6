import { randomUUID } from "node:crypto";
import { SymphonyError } from "@symphony/client";
import type { Submitted, SymphonyClient } from "@symphony/client";
import { openUploadForm } from "./upload-form.ts";
import type { Source } from "./source.ts";

const MAX_ATTEMPTS = 6;
/** Pause before the second attempt; it doubles with each attempt. */
const FIRST_PAUSE_MS = 1_000;

/**
 * Without these options `fetch` keeps a copy of the body for a redirect, so that a large folder would be in memory
 * as a whole (Fetch Standard, "HTTP-network-or-cache fetch", step 8).
 */
export const STREAMED = { redirect: "error", window: null } as const;

export interface SubmitOptions {
  clientId: string | undefined;
  /** Called while files are sent, with the bytes sent so far and the bytes of all files. */
  onSent(sent: number, total: number): void;
  /** Called before another attempt, with the error that ended the one before. */
  onRetry(error: Error): void;
}

/**
 * Submits a batch. A broken connection or a restarting server leads to another attempt with the same idempotency key,
 * so that there is exactly one batch, whether or not an earlier attempt arrived.
 */
export async function submit(client: SymphonyClient, source: Source, options: SubmitOptions): Promise<Submitted> {
  const key = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(client, source, key, options);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      options.onRetry(error as Error);
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}

async function send(
  client: SymphonyClient,
  source: Source,
  key: string,
  { clientId, onSent }: SubmitOptions,
): Promise<Submitted> {
  const params = { header: { "Idempotency-Key": key } };
  const fields: Record<string, string> = clientId === undefined ? {} : { client_id: clientId };
  if (source.kind === "urls") {
    const { data } = await client.POST("/api/check-logo/batch", {
      params,
      body: { ...fields, image_paths: source.urls },
    });
    return data as Submitted;
  }
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
