import type { ProblemBody, ProblemCode } from "@symphony/contract";
import type { LeftOut } from "../browser/recent-batches.ts";

export type ApiErrorCode = ProblemCode | "offline" | "unreadable";

/** A call that failed; the message is a sentence for people. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly skipped: readonly LeftOut[];

  constructor(
    code: ApiErrorCode,
    message: string,
    more: { status?: number; skipped?: readonly LeftOut[]; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "ApiError";
    this.code = code;
    this.status = more.status ?? 0;
    this.skipped = more.skipped ?? [];
  }
}

export function offlineError(cause?: unknown): ApiError {
  return new ApiError("offline", "The server cannot be reached. Check the connection and try again.", { cause });
}

/** The error behind an answer that is not 2xx, whatever its body turned out to be. */
export function errorFromAnswer(status: number, body: string): ApiError {
  const problem = decodeProblem(body);
  if (problem !== undefined) return new ApiError(problem.code, problem.detail, { status, skipped: problem.skipped });
  if (status === 413)
    return new ApiError("upload_too_large", "The upload is larger than the server takes; send it in parts.", {
      status,
    });
  return new ApiError("unreadable", `The server answered ${status}. Try again in a moment.`, { status });
}

function decodeProblem(body: string): (ProblemBody & { skipped: LeftOut[] }) | undefined {
  try {
    const value = JSON.parse(body) as Partial<ProblemBody> & { skipped?: LeftOut[] };
    if (typeof value.code !== "string" || typeof value.detail !== "string") return undefined;
    return { ...(value as ProblemBody), skipped: Array.isArray(value.skipped) ? value.skipped : [] };
  } catch {
    return undefined;
  }
}
