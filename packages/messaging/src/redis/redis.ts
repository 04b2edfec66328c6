import { Cluster, Redis as SingleRedis } from "ioredis";
import type { RedisOptions } from "ioredis";
import { parseRedisUrl } from "./redis-url.ts";
import type { RedisAddress } from "./redis-url.ts";

/** A connection to one server, to the master that sentinels name, or to a cluster. */
export type Redis = SingleRedis | Cluster;

/** Longest pause between two attempts to reconnect. The default of ioredis, 20 s, is longer than most outages. */
const RECONNECT_MAX_MS = 1_000;

/**
 * A connection that is silent for this long while a command waits is replaced. BullMQ's blocking commands wait 10 s
 * at most.
 */
const SILENCE_MAX_MS = 15_000;

/**
 * What a command does while Redis is away: `fail-fast` rejects it at once, because its caller can do without Redis;
 * `queue` keeps it until Redis is back, because workers can do nothing else.
 */
export type OfflineBehaviour = "queue" | "fail-fast";

const OFFLINE_OPTIONS: Record<OfflineBehaviour, RedisOptions> = {
  "fail-fast": { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 5_000 },
  queue: { maxRetriesPerRequest: null },
};

/**
 * Connects in the background and reconnects without end. Errors go to `onError`; an unhandled one would end the
 * process.
 *
 * @param autoPipelining whether commands of one event loop iteration are sent together. It pays where dozens are
 * sent at once; on a connection that BullMQ has added its scripts to, each pipeline costs as much as ten commands
 */
export function openRedis(
  url: string,
  whileOffline: OfflineBehaviour,
  onError: (error: Error) => void,
  autoPipelining = false,
): Redis {
  const address = parseRedisUrl(url);
  const options: RedisOptions = {
    ...OFFLINE_OPTIONS[whileOffline],
    username: address.username,
    password: address.password,
    connectTimeout: 5_000,
    socketTimeout: SILENCE_MAX_MS,
    keepAlive: 10_000,
    enableAutoPipelining: autoPipelining,
    ...(address.tls ? { tls: {} } : {}),
  };
  const redis =
    address.kind === "cluster"
      ? openCluster(address, options)
      : new SingleRedis({ ...options, ...connectionOptions(address), retryStrategy: reconnectDelayMs });
  redis.on("error", onError);
  return redis;
}

/** Whether Redis removes keys when its memory is full: jobs and counters could be among them. */
export async function mayEvict(redis: Redis): Promise<boolean> {
  return !/^maxmemory_policy:noeviction\r?$/m.test(await redis.info("memory"));
}

/** Epoch ms on the one clock that all processes share. */
export async function redisTimeMs(redis: Redis): Promise<number> {
  const [seconds, microseconds] = (await redis.time()) as unknown as [string, string];
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
}

const reconnectDelayMs = (attempt: number): number => Math.min(100 * attempt, RECONNECT_MAX_MS);

function connectionOptions({ kind, nodes, tls, db, master, sentinelPassword }: RedisAddress): RedisOptions {
  if (kind === "single") return { ...nodes[0], db };
  return {
    sentinels: nodes,
    name: master,
    db,
    sentinelPassword,
    enableTLSForSentinelMode: tls,
    sentinelRetryStrategy: reconnectDelayMs,
    ...(tls ? { sentinelTLS: {} } : {}),
  };
}

/** The cluster client queues commands while it is offline; the connection to a node fails them, to be sent elsewhere. */
function openCluster({ nodes }: RedisAddress, options: RedisOptions): Cluster {
  const { enableOfflineQueue = true, enableAutoPipelining, maxRetriesPerRequest, ...redisOptions } = options;
  return new Cluster(nodes, {
    enableOfflineQueue,
    enableAutoPipelining,
    redisOptions: { ...redisOptions, maxRetriesPerRequest },
    // Node names are not resolved here: TLS certificates are issued for the names, not for addresses.
    dnsLookup: (address, callback) => callback(null, address),
    slotsRefreshTimeout: 5_000,
    clusterRetryStrategy: reconnectDelayMs,
  });
}

/** Sends QUIT and disconnects, after `ms` at the latest. */
export async function closeRedis(redis: Redis, ms = 1_000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([redis.quit().catch(() => undefined), timeout]);
  clearTimeout(timer);
  redis.disconnect();
}
