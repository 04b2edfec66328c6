import { createHash } from "node:crypto";
import type { BatchId } from "@symphony/contract";
import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** Batches that one mail reports; the others are reported in the next window. */
const BATCHES_MAX = 200;
/** A mail that waits longer is found by recovery. */
const KEPT_MS = 24 * 3_600_000;

/**
 * KEYS: batches that wait, the batch whose mail is sent in this window. ARGV: batch, now in ms, window in ms.
 * Returns the milliseconds that are left of another batch's window, or a list of the batches that the mail tells of.
 */
const TAKE = `
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then
  redis.call('ZADD', KEYS[1], 'NX', ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ${KEPT_MS})
  return redis.call('PTTL', KEYS[2])
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
redis.call('ZREM', KEYS[1], ARGV[1])
local batches = redis.call('ZRANGE', KEYS[1], 0, ${BATCHES_MAX - 2})
for _, batch in ipairs(batches) do redis.call('ZREM', KEYS[1], batch) end
return batches
`;

/** Either how long to wait for the next mail to the address, or the other batches that the mail may tell of. */
export type MailTurn = { waitMs: number } | { others: BatchId[] };

/**
 * The first mail to an address is sent at once. Batches that end within a window after it wait for its end, and one
 * mail tells of all of them. Nothing depends on what Redis remembers here: without it, mails are only sent sooner.
 */
export interface MailWindow {
  take(recipient: string, batchId: BatchId): Promise<MailTurn>;
}

export function createMailWindow(redis: Redis, windowMs: number): MailWindow {
  return {
    async take(recipient, batchId) {
      const digest = createHash("sha256").update(recipient.toLowerCase()).digest("hex");
      const names = [keys.mailsWaiting(digest), keys.mailWindow(digest)] as const;
      const turn = (await redis.eval(TAKE, names.length, ...names, batchId, Date.now(), windowMs)) as
        | number
        | BatchId[];
      return typeof turn === "number" ? { waitMs: Math.max(1, turn) } : { others: turn };
    },
  };
}
