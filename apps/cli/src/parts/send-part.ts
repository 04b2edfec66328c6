import { createReadStream } from "node:fs";
import { SymphonyError } from "@symphony/client";
import { DetailedError, Upload } from "tus-js-client";

/** Pauses between attempts while nothing gets through: a quarter of an hour. Progress starts them again. */
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, ...Array.from({ length: 29 }, () => 30_000)];

export interface PartOptions {
  name: string;
  /** The batch to come, where it has an id already. */
  draftId: string | undefined;
  /** The bytes, or the path of the file that has them. */
  bytes: Buffer | string;
  /** Where it began, if it did. */
  url: string | undefined;
  server: { url: string; apiKey: string | undefined };
  signal: AbortSignal;
  onUrl(url: string): void;
  onProgress(sent: number): void;
  onRetry(error: Error): void;
}

/**
 * Sends bytes by tus: after a break it asks how many came, and goes on there.
 *
 * @returns the id of the complete upload
 * @throws {SymphonyError}, or the signal's reason when it is aborted
 */
export function sendPart({ name, draftId, bytes, url, server, signal, ...options }: PartOptions): Promise<string> {
  const { onUrl, onProgress, onRetry } = options;
  const input = typeof bytes === "string" ? createReadStream(bytes) : bytes;
  const ended = new AbortController();
  const sent = new Promise<string>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    if (!Buffer.isBuffer(input)) input.on("error", reject);
    const upload = new Upload(input, {
      endpoint: `${server.url.replace(/\/+$/, "")}/api/uploads/`,
      uploadUrl: url ?? null,
      metadata: { filename: name, ...(draftId === undefined ? {} : { batch_id: draftId }) },
      headers: server.apiKey === undefined ? {} : { "x-api-key": server.apiKey },
      retryDelays: RETRY_MS,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => onUrl(upload.url ?? ""),
      onProgress,
      onShouldRetry(error) {
        const again = mayPass(error);
        if (again) onRetry(plainError(error));
        return again;
      },
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
      onError: (error) => reject(plainError(error)),
    });
    const abort = (): void => {
      void upload.abort();
      reject(signal.reason as Error);
    };
    // A listener that stays keeps the bytes in memory.
    signal.addEventListener("abort", abort, { signal: ended.signal });
    upload.start();
  });
  return sent.finally(() => {
    ended.abort();
    if (!Buffer.isBuffer(input)) input.destroy();
  });
}

const statusOf = (error: Error): number =>
  (error instanceof DetailedError ? error.originalResponse?.getStatus() : undefined) ?? 0;

/** A broken connection, a server that starts, is busy, or has another request at the same upload. */
function mayPass(error: Error): boolean {
  const status = statusOf(error);
  return status === 0 || status >= 500 || [409, 423, 429].includes(status);
}

function plainError(error: Error): Error {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (response === null || response === undefined || response.getStatus() === 0)
    return (error instanceof DetailedError && error.causingError) || error;
  return new SymphonyError(response.getStatus(), { detail: detailOf(response.getBody()) });
}

/** Refusals are problems as JSON, or a text of the protocol. */
function detailOf(body: string): string {
  try {
    return (JSON.parse(body) as { detail: string }).detail;
  } catch {
    return body.trim() || "The server refused the upload.";
  }
}
