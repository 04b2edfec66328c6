import { Cluster, Redis as SingleRedis } from "ioredis";
import type { RedisOptions } from "ioredis";
import { parseRedisUrl } from "./redis-url.ts";
import type { RedisAddress } from "./redis-url.ts";

/** A connection: to one server, to whichever the sentinels call master, or to a cluster. */
export type Redis = SingleRedis | Cluster;

/** Longest pause between two attempts to reach Redis again; ioredis' own 20 s would outlast most outages. */
const RECONNECT_MAX_MS = 1_000;

/**
 * A command without any answer for this long is on a connection that is silently gone: it is made anew. The
 * longest that Redis is asked to wait with an answer are BullMQ's 10 s for work.
 */
const SILENCE_MAX_MS = 15_000;

/**
 * How a connection behaves while Redis is away:
 * `impatient` fails a command at once (whoever waits for an answer has a better one without Redis),
 * `patient` keeps commands until Redis is back (workers have nothing else to do).
 */
export type OfflineBehaviour = "fail-fast" | "queue";

const OFFLINE_BEHAVIOUR: Record<OfflineBehaviour, RedisOptions> = {
  "fail-fast": { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 5_000 },
  queue: { maxRetriesPerRequest: null },
};

/**
 * Connects in the background and reconnects for ever. Errors go to `onError`; without one they would end the process.
 *
 * @param inGroups whether commands of one turn of the event loop go out together. Pays where there are dozens; each
 * group costs as much as ten commands on a connection that BullMQ has given its scripts, for all are copied into it
 */
export function openRedis(
  url: string,
  patience: OfflineBehaviour,
  onError: (error: Error) => void,
  autoPipelining = false,
): Redis {
  const place = parseRedisUrl(url);
  const options: RedisOptions = {
    ...OFFLINE_BEHAVIOUR[patience],
    username: place.username,
    password: place.password,
    connectTimeout: 5_000,
    socketTimeout: SILENCE_MAX_MS,
    keepAlive: 10_000,
    enableAutoPipelining: autoPipelining,
    ...(place.tls ? { tls: {} } : {}),
  };
  const redis =
    place.kind === "cluster"
      ? openCluster(place, options)
      : new SingleRedis({ ...options, ...connectionOptions(place), retryStrategy: pauseBefore });
  redis.on("error", onError);
  return redis;
}

/** Whether a full Redis would drop keys of its own choice, and work and counters with them. */
export async function mayEvict(redis: Redis): Promise<boolean> {
  return !/^maxmemory_policy:noeviction\r?$/m.test(await redis.info("memory"));
}

const pauseBefore = (times: number): number => Math.min(100 * times, RECONNECT_MAX_MS);

function connectionOptions({ kind, nodes, tls, db, master, sentinelPassword }: RedisAddress): RedisOptions {
  if (kind === "single") return { ...nodes[0], db };
  return {
    sentinels: nodes,
    name: master,
    db,
    sentinelPassword,
    enableTLSForSentinelMode: tls,
    sentinelRetryStrategy: pauseBefore,
    ...(tls ? { sentinelTLS: {} } : {}),
  };
}

/** Commands wait for the cluster as they do for one server; each node's own connection fails them at once, to be sent elsewhere. */
function openCluster({ nodes }: RedisAddress, options: RedisOptions): Cluster {
  const { enableOfflineQueue = true, enableAutoPipelining, maxRetriesPerRequest, ...redisOptions } = options;
  return new Cluster(nodes, {
    enableOfflineQueue,
    enableAutoPipelining,
    redisOptions: { ...redisOptions, maxRetriesPerRequest },
    // Nodes are named as the cluster names them: their certificates are for these names.
    dnsLookup: (address, callback) => callback(null, address),
    slotsRefreshTimeout: 5_000,
    clusterRetryStrategy: pauseBefore,
  });
}

/** Leaves politely when Redis answers, and in any case within `ms`. */
export async function closeRedis(redis: Redis, ms = 1_000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([redis.quit().catch(() => undefined), late]);
  clearTimeout(timer);
  redis.disconnect();
}
