import type { Request } from "express";
import { Problem } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { createCallerOf } from "../../http/caller.ts";
import type { Call, Reply } from "../../http/route.ts";

/**
 * Downloads that one caller reads at once from this process: each reads a whole batch, and keeps some bytes for each of
 * its images until it ends.
 */
const AT_ONCE_PER_CALLER = 8;
const RETRY_AFTER_S = 10;

const inProgress = new Map<string, number>();

type Handler<C> = (call: C, deps: ApiDeps) => Promise<Reply>;

/** Lets each caller have a few downloads at once; one more is a 429. */
export const limitDownloads =
  <C extends Call<unknown, unknown, unknown>>(handle: Handler<C>): Handler<C> =>
  async (call, deps) => {
    const release = takeSlot(createCallerOf(deps.keys)(call.request as Request));
    try {
      const reply = await handle(call, deps);
      if ("stream" in reply) reply.stream.once("close", release);
      else release();
      return reply;
    } catch (error) {
      release();
      throw error;
    }
  };

/** @throws {Problem} `too_many_requests` */
function takeSlot(caller: string): () => void {
  const taken = inProgress.get(caller) ?? 0;
  if (taken >= AT_ONCE_PER_CALLER)
    throw new Problem(
      "too_many_requests",
      `You read ${taken} downloads at once; start this one when one of them ends.`,
      {
        more: { retry_after: RETRY_AFTER_S },
      },
    );
  inProgress.set(caller, taken + 1);
  let released = false;
  return () => {
    if (released) return;
    released = true;
    const left = (inProgress.get(caller) ?? 1) - 1;
    if (left === 0) inProgress.delete(caller);
    else inProgress.set(caller, left);
  };
}
