import { createHash } from "node:crypto";
import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

const HOUR_MS = 3_600_000;

/**
 * KEYS[1] mails to an address, by time. ARGV: mail id, most in an hour. Returns 1 when the mail may be sent. The time is
 * that of Redis, since those of hosts differ.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - ${HOUR_MS})
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ${HOUR_MS})
return 1
`;

/** Limits the mails to one address across all batches, so that nobody can flood a mailbox. */
export interface MailLimit {
  /** Whether this mail may be sent. Asking again for the same mail does not count twice. */
  take(recipient: string, mail: string): Promise<boolean>;
}

export function createMailLimit(redis: Redis, perHour: number): MailLimit {
  return {
    async take(recipient, mail) {
      const digest = createHash("sha256").update(recipient.toLowerCase()).digest("hex");
      return (await redis.eval(TAKE, 1, keys.mailsTo(digest), mail, perHour)) === 1;
    },
  };
}
