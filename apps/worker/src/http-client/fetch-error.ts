import type { ErrorCategory } from "@symphony/contract";
import { BlockedAddressError } from "./address-guard.ts";

export type FetchErrorCategory = Extract<
  ErrorCategory,
  `url_${string}` | "invalid_url" | "not_an_image" | "file_too_large" | "internal"
>;

/**
 * A URL that cannot be fetched. The message is a plain sentence for the person who sent the URL and contains nothing
 * of the server's response but the title of a web page. `transient` says whether another attempt may succeed.
 */
export class FetchError extends Error {
  readonly category: FetchErrorCategory;
  readonly transient: boolean;

  constructor(category: FetchErrorCategory, message: string, options: { transient?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "FetchError";
    this.category = category;
    this.transient = options.transient ?? false;
  }
}

/** Trouble of this host, which no server is to blame for. */
const STORAGE_CODES = new Set(["ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EROFS", "EIO", "ESTALE"]);

/**
 * The `FetchError` for an error of the network, or of writing what came from it.
 *
 * @param timedOut whether the time limit of the whole request has passed
 */
export function toFetchError(error: unknown, timedOut: boolean): FetchError {
  if (error instanceof FetchError) return error;
  const chain = causes(error);
  const hasCode = (matches: (code: string) => boolean): boolean =>
    chain.some((each) => "code" in each && typeof each.code === "string" && matches(each.code));
  const permanent = { cause: error };
  const transient = { transient: true, cause: error };

  if (chain.some((each) => each instanceof BlockedAddressError))
    return new FetchError("url_blocked", "The address is not a public one.", permanent);
  // Before the time limit, which may pass while this error is on its way.
  if (hasCode((code) => code.startsWith("Z_") || code.startsWith("ERR__ERROR_")))
    return new FetchError("url_http_error", "The server's compressed response is damaged.", transient);
  if (timedOut || hasCode((code) => code === "ETIMEDOUT"))
    return new FetchError("url_timeout", "The server did not respond in time.", transient);
  if (hasCode((code) => code === "ENOTFOUND"))
    return new FetchError("url_unreachable", "There is no server with this name.", permanent);
  if (hasCode(isCertificateCode))
    return new FetchError("url_unreachable", "The server's certificate is not valid.", permanent);
  if (hasCode((code) => STORAGE_CODES.has(code)))
    return new FetchError("internal", "The image could not be stored: the disk is full or out of order.", transient);
  return new FetchError("url_unreachable", "The server cannot be reached, or closed the connection.", transient);
}

const isCertificateCode = (code: string): boolean =>
  code.startsWith("ERR_TLS") || code.startsWith("CERT_") || code === "DEPTH_ZERO_SELF_SIGNED_CERT";

/** An error, its causes, and the errors inside an `AggregateError`. */
function causes(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const parts = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...parts].flatMap((each) => causes(each, depth + 1))];
}
