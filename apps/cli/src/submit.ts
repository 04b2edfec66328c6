import { randomUUID } from "node:crypto";
import { SymphonyError } from "@symphony/client";
import type { Submitted, SymphonyClient } from "@symphony/client";
import { multipartOf } from "./multipart.ts";
import type { Source } from "./source.ts";

const TRIES = 6;
const PAUSE_FIRST_MS = 1_000;

/**
 * Without these `fetch` keeps a copy of what it sent, to send it again after a redirect: a folder of any size
 * would stand in memory as a whole (Fetch Standard, "HTTP-network-or-cache fetch", step 8).
 */
const STREAMED = { redirect: "error", window: null } as const;

export interface SubmitOptions {
  clientId: string | undefined;
  /** Called as each file begins to be sent, with how many began before it. */
  onFile(name: string, before: number): void;
  onTrouble(error: Error): void;
}

/**
 * Sends what is to be checked. A connection that breaks or a server that restarts is tried again under one
 * idempotency key: whether or not the first try arrived, there is one batch.
 */
export async function submit(client: SymphonyClient, source: Source, options: SubmitOptions): Promise<Submitted> {
  const key = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(client, source, key, options);
    } catch (error) {
      if (attempt === TRIES || !mayPass(error)) throw error;
      options.onTrouble(error as Error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_FIRST_MS * 2 ** (attempt - 1)));
    }
  }
}

async function send(
  client: SymphonyClient,
  source: Source,
  key: string,
  { clientId, onFile }: SubmitOptions,
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
  let begun = 0;
  const form = multipartOf(fields, source.parts(), ({ name }) => onFile(name, begun++));
  const { data } = await client.POST("/api/check-logo/batch", {
    params,
    body: {},
    headers: { "content-type": form.contentType },
    bodySerializer: () => ReadableStream.from(form.body),
    duplex: "half",
    ...STREAMED,
  });
  return data as Submitted;
}

/** Refusals stay; a broken connection, a server in trouble and "too many calls" may pass. A file that cannot be read stays too. */
function mayPass(error: unknown): boolean {
  if (error instanceof SymphonyError) return error.status >= 500 || error.status === 429;
  for (let each: unknown = error; each instanceof Error; each = each.cause) if ("path" in each) return false;
  return true;
}
