/** Where Redis is, and its credentials. */
export interface RedisAddress {
  kind: "single" | "sentinel" | "cluster";
  nodes: Array<{ host: string; port: number }>;
  tls: boolean;
  username: string | undefined;
  password: string | undefined;
  /** Password of the sentinels themselves. */
  sentinelPassword: string | undefined;
  db: number;
  /** Name of the master, as the sentinels know it. */
  master: string;
}

/** Redis cannot be used with the given address. The message does not repeat the address, which may hold a password. */
export class RedisError extends Error {
  override name = "RedisError";
}

const REDIS_URL = /^redis(s)?(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const DEFAULT_PORTS = { single: 6379, sentinel: 26_379, cluster: 6379 };

/**
 * Parses a Redis URL:
 *
 *   redis://user:password@host:6379/0
 *   redis+sentinel://user:password@host-1:26379,host-2:26379/master/0?sentinel_password=…
 *   redis+cluster://user:password@host-1:6379,host-2:6379
 *
 * `rediss` means TLS, for sentinels too. Several hosts without `+sentinel` are a cluster.
 *
 * @throws {RedisError}
 */
export function parseRedisUrl(text: string): RedisAddress {
  const [, tls, kindInUrl, credentials, hosts, path = "", query] = REDIS_URL.exec(text) ?? [];
  if (hosts === undefined)
    throw new RedisError(
      "The address of Redis must look like redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379.",
    );
  const kind = (kindInUrl as RedisAddress["kind"] | undefined) ?? (hosts.includes(",") ? "cluster" : "single");
  const [first, second] = path.split("/").map(decodeURIComponent);
  const colon = credentials?.indexOf(":") ?? -1;
  const username = credentials === undefined ? "" : colon === -1 ? credentials : credentials.slice(0, colon);
  return {
    kind,
    nodes: hosts.split(",").map((host) => parseHost(host, DEFAULT_PORTS[kind])),
    tls: tls !== undefined,
    username: decodeURIComponent(username) || undefined,
    password: colon === -1 ? undefined : decodeURIComponent(credentials?.slice(colon + 1) ?? "") || undefined,
    sentinelPassword: new URLSearchParams(query).get("sentinel_password") ?? undefined,
    db: Number((kind === "sentinel" ? second : first) ?? "") || 0,
    master: kind === "sentinel" ? first || "mymaster" : "",
  };
}

function parseHost(text: string, defaultPort: number): { host: string; port: number } {
  const [, ipv6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = ipv6 ?? name;
  if (host === undefined) throw new RedisError("A host in the address of Redis must look like name or name:port.");
  return { host, port: port === undefined ? defaultPort : Number(port) };
}
