import type { ProblemBody, ProblemCode } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
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
  return new ApiError("offline", t("error.offline"), { cause });
}

/** The error for a response that is not 2xx; a proxy may have sent any body. */
export function errorFromResponse(status: number, body: string): ApiError {
  const problem = decodeProblem(body);
  if (problem !== undefined) return new ApiError(problem.code, problem.detail, { status, skipped: problem.skipped });
  if (status === 413)
    return new ApiError("upload_too_large", t("error.tooLarge"), {
      status,
    });
  return new ApiError("unreadable", t("error.unreadable", { status }), { status });
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
