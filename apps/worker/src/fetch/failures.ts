import { ItemError } from "../item-error.ts";
import { BlockedAddressError } from "../http-client/address-guard.ts";

/** Answers that may be different a moment later. */
const PASSING_STATUSES = new Set([408, 425, 429]);

/** The failure that an HTTP status stands for. Nothing of the server's answer is passed on. */
export function explainStatus(status: number): ItemError {
  if (status === 404 || status === 410)
    return new ItemError("url_not_found", `There is no image at the address (HTTP ${status}).`);
  const transient = status >= 500 || PASSING_STATUSES.has(status);
  return new ItemError("url_http_error", `The server answered with HTTP ${status}.`, { transient });
}

const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

/** The failure behind an error of the network or of the file system. @param late whether the time was up */
export function explainFailure(error: unknown, late: boolean): ItemError {
  for (const each of causes(error)) {
    if (each instanceof BlockedAddressError)
      return new ItemError("url_blocked", "The address is not a public one.", { cause: error });
    const code = "code" in each && typeof each.code === "string" ? each.code : "";
    if (late || TIMEOUTS.has(code))
      return new ItemError("url_timeout", "The server did not send the image in time.", {
        transient: true,
        cause: error,
      });
    if (code === "ENOTFOUND")
      return new ItemError("url_unreachable", "There is no server of that name.", { cause: error });
    if (code.startsWith("ERR_TLS") || code.startsWith("CERT_") || code === "DEPTH_ZERO_SELF_SIGNED_CERT") {
      return new ItemError("url_unreachable", "The server's certificate is not valid.", { cause: error });
    }
    if (code === "ENOSPC" || code === "EMFILE")
      return new ItemError("internal", "The image could not be stored for judging.", {
        transient: true,
        cause: error,
      });
  }
  return new ItemError("url_unreachable", "The server cannot be reached or broke off.", {
    transient: true,
    cause: error,
  });
}

/** An error, its causes, and the parts of an error made of several. */
function causes(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const parts = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...parts].flatMap((each) => causes(each, depth + 1))];
}
