import { FetchError } from "../http-client/fetch-error.ts";

/** Statuses below 500 that may change a moment later. */
const TRANSIENT_STATUSES = new Set([408, 425, 429]);

/** The error for an HTTP status that is neither a success nor a redirect. */
export function statusError(status: number): FetchError {
  if (status === 404 || status === 410)
    return new FetchError("url_not_found", `There is no image at the address (HTTP ${status}).`);
  const transient = status >= 500 || TRANSIENT_STATUSES.has(status);
  return new FetchError("url_http_error", `The server responded with HTTP ${status}.`, { transient });
}
