import { SymphonyError } from "./client.ts";
import type { SymphonyClient } from "./client.ts";
import type { Status } from "./description.ts";

export interface WaitOptions {
  /** Pause between two looks. */
  everyMs?: number;
  /** Called with every look. */
  onStatus?(status: Status): void;
  /** Called when the server could not be asked; the waiting goes on. */
  onTrouble?(error: Error): void;
  signal?: AbortSignal;
}

const EVERY_MS_DEFAULT = 1_000;
/** A server that is down is asked less and less often. */
const PAUSE_MAX_MS = 30_000;

/**
 * Waits until a batch is finished, through restarts of the server and broken connections.
 *
 * @throws {SymphonyError} when the batch is not there (any more) or the key is not taken
 */
export async function untilFinished(
  client: SymphonyClient,
  batchId: string,
  options: WaitOptions = {},
): Promise<Status> {
  const everyMs = options.everyMs ?? EVERY_MS_DEFAULT;
  let pauseMs = everyMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const status = await look(client, batchId, options);
    if (status !== undefined) options.onStatus?.(status);
    if (status !== undefined && status.completed_at !== null) return status;
    pauseMs = status === undefined ? Math.min(2 * pauseMs, PAUSE_MAX_MS) : everyMs;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function look(
  client: SymphonyClient,
  batchId: string,
  { onTrouble, signal }: WaitOptions,
): Promise<Status | undefined> {
  try {
    const { data } = await client.GET("/api/check-logo/batch/{id}/status", {
      params: { path: { id: batchId } },
      signal: signal ?? null,
    });
    return data;
  } catch (error) {
    if (signal?.aborted === true || isFinal(error)) throw error;
    onTrouble?.(error as Error);
    return undefined;
  }
}

/** What another try will not change: every refusal but "too many calls". */
function isFinal(error: unknown): boolean {
  return error instanceof SymphonyError && error.status < 500 && error.status !== 429;
}
