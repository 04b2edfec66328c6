import { EventEmitter, once } from "node:events";
import { openRedis } from "./redis.ts";
import { parseRedisUrl, RedisError } from "./redis-url.ts";

/** A start waits so long for Redis; after that the process works without, until Redis responds. */
const WAIT_MS = 3_000;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the name is unknown",
  EAI_AGAIN: "the name cannot be resolved",
  EHOSTUNREACH: "no way leads to this host",
};

/**
 * Logs in to Redis once, at the start of a process.
 *
 * @returns why Redis cannot be reached at the moment, or `undefined` when it can
 * @throws {RedisError} when it refuses the user or the password: trying again would not help
 */
export async function tryRedisLogin(url: string): Promise<string | undefined> {
  const error = await firstError(url);
  if (error === undefined) return undefined;
  const where = parseRedisUrl(url)
    .nodes.map(({ host, port }) => `${host}:${port}`)
    .join(", ");
  if (/^(?:WRONGPASS|NOAUTH|NOPERM)/.test(error.message))
    throw new RedisError(`Redis at ${where} refuses the user or the password of REDIS_URL.`);
  return `Redis at ${where} cannot be reached: ${REASONS["code" in error ? String(error.code) : ""] ?? error.message}.`;
}

async function firstError(url: string): Promise<Error | undefined> {
  const outcome = new EventEmitter();
  const redis = openRedis(url, "fail-fast", (error) => outcome.emit("end", error));
  redis.once("ready", () => outcome.emit("end", undefined));
  const timer = setTimeout(() => outcome.emit("end", new Error("there is no response")), WAIT_MS);
  const [error] = (await once(outcome, "end")) as [Error | undefined];
  clearTimeout(timer);
  redis.disconnect();
  return error;
}
