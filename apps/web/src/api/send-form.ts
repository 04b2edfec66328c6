import { errorFromResponse, offlineError } from "./api-error.ts";
import { keyRequired } from "./api-key.ts";
import { keyHeader } from "./request.ts";

export interface SendOptions {
  signal: AbortSignal;
  /** Bytes of the request body sent so far; `total` is known from the first call on. */
  onProgress(sent: number, total: number): void;
}

/**
 * Sends a form in one request and reports its progress. Uses XMLHttpRequest: fetch reports no upload progress
 * and sends streams only over HTTP/2.
 *
 * @throws {ApiError}, or the signal's reason when it is aborted
 */
export function sendForm<T>(path: string, form: FormData, { signal, onProgress }: SendOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const xhr = new XMLHttpRequest();
    const abort = (): void => xhr.abort();
    signal.addEventListener("abort", abort, { once: true });
    xhr.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded, total));
    xhr.addEventListener("abort", () => reject(signal.reason as Error));
    xhr.addEventListener("error", () => reject(offlineError()));
    xhr.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
    xhr.addEventListener("load", () => {
      if (xhr.status === 401) keyRequired.set(true);
      if (xhr.status < 200 || xhr.status >= 300) return reject(errorFromResponse(xhr.status, xhr.responseText));
      resolve(JSON.parse(xhr.responseText) as T);
    });
    xhr.open("POST", path);
    for (const [name, value] of Object.entries(keyHeader())) xhr.setRequestHeader(name, value);
    xhr.send(form);
  });
}
