import type { RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import { createRateLimiter } from "@symphony/messaging";
import type { RateLimiter } from "@symphony/messaging";
import type { ApiDeps } from "../deps.ts";
import { createCallerOf } from "./caller.ts";

/** Calls that start expensive work; express matches paths in any case. */
const SUBMISSION =
  /^\/api\/(check-logo\/(batch|single)(\/url)?|start-batch|init-batch|batches\/[^/]+\/(threshold|retry-failed|reviews|corrections))\/?$/i;

/** Calls that leave a file which is kept for days. */
const DRAFT = /^\/api\/(start|init)-batch\/?$/i;
/** Calls that begin a resumable upload. There is room for 200,000, of all callers: half of it for one in an hour. */
const UPLOADS_PER_HOUR = 100_000;
const UPLOAD = /^\/api\/uploads\/?$/i;
const MINUTE_S = 60;
const HOUR_S = 3_600;

/** Limits the calls of each API key, or of each address without one; beyond the limit is a 429 with the time to wait. */
export function limitRate({ config, redis, keys }: Pick<ApiDeps, "config" | "redis" | "keys">): RequestHandler {
  const all = limiterOf(redis, "calls", config.RATE_LIMIT_PER_MINUTE);
  const submissions = limiterOf(redis, "submissions", config.RATE_LIMIT_SUBMISSIONS_PER_MINUTE);
  const drafts = limiterOf(redis, "drafts", config.RATE_LIMIT_DRAFTS_PER_HOUR, HOUR_S);
  const uploads = limiterOf(redis, "uploads", UPLOADS_PER_HOUR, HOUR_S);
  const callerOf = createCallerOf(keys);
  return async (request, _response, next) => {
    const caller = callerOf(request);
    const isSubmission = request.method === "POST" && SUBMISSION.test(request.path);
    const waits = await Promise.all([
      all?.take(caller),
      isSubmission ? submissions?.take(caller) : 0,
      request.method === "POST" && DRAFT.test(request.path) ? drafts?.take(caller) : 0,
      request.method === "POST" && UPLOAD.test(request.path) ? uploads?.take(caller) : 0,
    ]);
    const waitMs = Math.max(...waits.map((wait) => wait ?? 0));
    if (waitMs === 0) return next();
    const seconds = Math.ceil(waitMs / 1000);
    throw new Problem("too_many_requests", `Too many calls; try again in ${seconds} seconds.`, {
      more: { retry_after: seconds },
    });
  };
}

function limiterOf(redis: ApiDeps["redis"], name: string, most: number, windowS = MINUTE_S): RateLimiter | undefined {
  return most === 0 ? undefined : createRateLimiter(redis, name, most, windowS);
}
