import type { BatchId } from "@symphony/contract";
import { DetailedError, Upload } from "tus-js-client";
import { errorFromResponse, offlineError } from "../../api/api-error.ts";
import { keyRequired } from "../../api/api-key.ts";
import { keyHeader } from "../../api/request.ts";

const PATH = "/api/uploads/";
/** Pauses between attempts while nothing gets through: a quarter of an hour. Progress starts them again. */
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, ...Array.from({ length: 29 }, () => 30_000)];

export interface PartOptions {
  name: string;
  /** The batch to come. */
  batchId: BatchId;
  /** Where it began, if it did. */
  url: string | undefined;
  signal: AbortSignal;
  onUrl(url: string): void;
  onProgress(sent: number): void;
}

/**
 * Sends bytes by tus: after a break it asks how many came, and goes on there.
 *
 * @returns the id of the complete upload
 * @throws {ApiError}, or the signal's reason when it is aborted
 */
export function sendPart(bytes: Blob, { name, batchId, url, signal, onUrl, onProgress }: PartOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const upload = new Upload(bytes, {
      endpoint: PATH,
      uploadUrl: url ?? null,
      metadata: { filename: name, batch_id: batchId },
      headers: keyHeader(),
      retryDelays: RETRY_MS,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => onUrl(upload.url ?? ""),
      onProgress,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
      onError: (error) => reject(toApiError(error)),
    });
    const abort = (): void => {
      void upload.abort();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
    upload.start();
  });
}

function toApiError(error: Error): Error {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (response === null || response === undefined) return offlineError(error);
  if (response.getStatus() === 401) keyRequired.set(true);
  return errorFromResponse(response.getStatus(), response.getBody());
}
