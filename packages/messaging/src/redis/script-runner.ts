import { createHash } from "node:crypto";
import type { Redis } from "./redis.ts";

export type RunScript = (
  script: string,
  keys: readonly string[],
  args: ReadonlyArray<string | number | Buffer>,
) => Promise<unknown>;

/** Runs Lua scripts by their digest. The text is sent only when Redis does not know the digest. */
export function createScriptRunner(redis: Redis): RunScript {
  const digests = new Map<string, string>();
  return async (script, keys, args) => {
    const digest = digests.get(script) ?? createHash("sha1").update(script).digest("hex");
    digests.set(script, digest);
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return redis.eval(script, keys.length, ...keys, ...args);
    }
  };
}
