import type { ProblemBody, ProblemCode } from "@symphony/contract";
import type { SkippedFile } from "../browser/recent-batches.ts";

export type ApiErrorCode = ProblemCode | "offline" | "unreadable";

/** A failed API call; the message is a sentence for the user. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** HTTP status, 0 when there was no response. */
  readonly status: number;
  readonly skipped: readonly SkippedFile[];

  constructor(
    code: ApiErrorCode,
    message: string,
    more: { status?: number; skipped?: readonly SkippedFile[]; cause?: unknown } = {},
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

/** The error for a response that is not 2xx; a proxy may have sent any body. */
export function errorFromResponse(status: number, body: string): ApiError {
  const problem = decodeProblem(body);
  if (problem !== undefined) return new ApiError(problem.code, problem.detail, { status, skipped: problem.skipped });
  if (status === 413)
    return new ApiError("upload_too_large", "The upload is larger than the server accepts; send it in parts.", {
      status,
    });
  return new ApiError("unreadable", `The server answered ${status}. Try again in a moment.`, { status });
}

function decodeProblem(body: string): (ProblemBody & { skipped: SkippedFile[] }) | undefined {
  try {
    const value = JSON.parse(body) as Partial<ProblemBody> & { skipped?: SkippedFile[] };
    if (typeof value.code !== "string" || typeof value.detail !== "string") return undefined;
    return { ...(value as ProblemBody), skipped: Array.isArray(value.skipped) ? value.skipped : [] };
  } catch {
    return undefined;
  }
}
