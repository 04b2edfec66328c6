import type { ErrorRequestHandler } from "express";
import { StoreError, TooLargeError } from "@symphony/batch-store";
import type { StoreErrorCode } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ProblemCode } from "@symphony/contract";
import type { Logger } from "@symphony/service";
import { loggedPath } from "./access/logged-path.ts";
import { multipartProblem } from "./multipart.ts";
import { respondWithLingeringClose } from "./lingering-close.ts";

/** The one place where errors become responses: `application/problem+json` (RFC 9457). */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = toProblem(error);
    if (problem.status >= 500)
      logger.error({ err: error, method: request.method, path: loggedPath(request.path) }, "request:failed");
    // A response that has begun cannot be replaced; a broken connection is how the client learns of the failure.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (typeof problem.more["retry_after"] === "number")
      response.set("retry-after", String(problem.more["retry_after"]));
    respondWithLingeringClose(request, response, () =>
      response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem.toBody())),
    );
  };
}

const INTERNAL: [ProblemCode, string] = [
  "internal",
  "Something went wrong on our side; nothing was accepted. Try again.",
];
const UNAVAILABLE: [ProblemCode, string] = [
  "storage_unavailable",
  "The storage cannot take anything now; nothing of the upload was kept. Try again later.",
];
const STORE_PROBLEMS: Record<StoreErrorCode, [ProblemCode, string]> = {
  already_committed: ["already_submitted", "The batch was already submitted; start a new one."],
  version_conflict: [
    "review_conflict",
    "Somebody else reviewed the image meanwhile, and this call changed nothing; look at its newest review.",
  ],
  busy: ["upload_busy", "Another request sends bytes of this upload; try again in a moment."],
  full: ["storage_full", "There is no room for this upload now; nothing of it was kept. Try again later."],
  missing: ["not_found", "The file is not kept any more."],
  incomplete: UNAVAILABLE,
  unknown_format: [
    "storage_unavailable",
    "A newer version of this service wrote what was asked for; this one cannot read it.",
  ],
  unavailable: UNAVAILABLE,
  not_durable: UNAVAILABLE,
  unsuitable: INTERNAL,
};

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TooLargeError)
    return new Problem("upload_too_large", `The file is larger than ${error.maxBytes} bytes.`, { cause: error });
  if (error instanceof StoreError) {
    const [code, detail] = STORE_PROBLEMS[error.code];
    return new Problem(code, detail, { cause: error });
  }
  return multipartProblem(error) ?? requestProblem(error) ?? new Problem(...INTERNAL, { cause: error });
}

/** Errors of express carry a status, and those of its body parsers a type. */
function requestProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  const type = "type" in error ? error.type : undefined;
  if (type === "entity.too.large") return new Problem("upload_too_large", bodyTooLarge(error), { cause: error });
  if (type === "entity.parse.failed")
    return new Problem("invalid_request", "The body is not valid JSON.", { cause: error });
  if (error instanceof URIError)
    return new Problem("invalid_request", "The path has a wrong percent encoding.", { cause: error });
  if (typeof error.status === "number" && error.status < 500)
    return new Problem("invalid_request", "The request could not be read.", { cause: error });
  return undefined;
}

const bodyTooLarge = (error: Error): string =>
  "limit" in error && typeof error.limit === "number"
    ? `The body has more than the ${error.limit} bytes that this call takes.`
    : "The body is too large.";
