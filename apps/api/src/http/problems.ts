import type { ErrorRequestHandler } from "express";
import { errnoOf, isFull, TooLargeError } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { Logger } from "@symphony/service";
import { ThreadGone } from "../upload/file-threads.ts";
import { uploadProblem } from "../upload/multipart.ts";
import { respondAndLinger } from "./lingering-close.ts";

const STORAGE_AWAY = new Set(["EROFS", "EIO", "EMFILE", "ENFILE", "EACCES", "EPERM", "ESTALE"]);

/** The one place where errors become answers: `application/problem+json`, as RFC 9457 has it. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = toProblem(error);
    if (problem.status >= 500)
      logger.error({ err: error, method: request.method, path: request.path }, "request:failed");
    // Half an answer cannot be taken back; cutting it off is how the client learns.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (typeof problem.more["retry_after"] === "number")
      response.set("retry-after", String(problem.more["retry_after"]));
    respondAndLinger(request, response, () =>
      response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem.toBody())),
    );
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TooLargeError)
    return new Problem("upload_too_large", `The file is larger than ${error.maxBytes} bytes.`, { cause: error });
  const upload = uploadProblem(error);
  if (upload !== undefined) return upload;
  const code = errnoOf(error) ?? "";
  if (isFull(error))
    return new Problem(
      "storage_full",
      "There is no room for this upload now; nothing of it was kept. Try again later.",
      { cause: error },
    );
  if (STORAGE_AWAY.has(code) || error instanceof ThreadGone)
    return new Problem(
      "storage_unavailable",
      "The storage cannot take anything now; nothing of the upload was kept. Try again later.",
      { cause: error },
    );
  return (
    bodyParserProblem(error) ??
    new Problem("internal", "Something went wrong on our side; nothing was accepted. Try again.", { cause: error })
  );
}

/** Errors of express' own body parsers carry a type and a status. */
function bodyParserProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !("type" in error) || !("status" in error)) return undefined;
  if (error.type === "entity.too.large")
    return new Problem("upload_too_large", "The body is too large.", { cause: error });
  if (error.type === "entity.parse.failed")
    return new Problem("invalid_request", "The body is not valid JSON.", { cause: error });
  if (typeof error.status === "number" && error.status < 500)
    return new Problem("invalid_request", "The request could not be read.", { cause: error });
  return undefined;
}
