import { isTaken } from "./ports.mjs";

const URL_OF_REDIS = /^rediss?(?:\+(sentinel|cluster))?:\/\/(?:[^@/]*@)?([^/?#]+)/;

/** Why no server of `REDIS_URL` can be reached, in a sentence without its password; undefined when one can. */
export async function redisProblem(url) {
  const [, kind, hosts] = URL_OF_REDIS.exec(url) ?? [];
  // The processes say what is wrong with such an address.
  if (hosts === undefined) return undefined;
  for (const each of hosts.split(",")) {
    const [, ipv6, name, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(each) ?? [];
    const host = ipv6 ?? name;
    if (host === undefined || (await isTaken(Number(port ?? (kind === "sentinel" ? 26_379 : 6379)), host)))
      return undefined;
  }
  return `Nothing responds at the address of Redis, ${hosts}: start that Redis, correct REDIS_URL, or leave it empty to use a Redis that npm start runs.`;
}
