import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { entriesOf } from "./comma-list.ts";

/** Proxies in front whose X-Forwarded-For is believed: how many, or their networks as a comma list. */
export const trustProxySetting = z
  .string()
  .regex(
    /^(\d|[\da-f.:/, ]{2,}|loopback|uniquelocal|linklocal)$/i,
    "must be a number of proxies or a comma list of networks",
  )
  .default("0");

const NAMED: Record<string, string> = {
  loopback: "127.0.0.0/8, ::1/128",
  linklocal: "169.254.0.0/16, fe80::/10",
  uniquelocal: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
};

/**
 * Tells whom a request comes from: who is connected, or, where that is a proxy that is believed, who came to it.
 * What a caller writes into the header itself stands further left than what proxies add, and is not reached.
 */
export function createAddressReader(trustProxy: string): (request: IncomingMessage) => string {
  const isProxy = /^\d$/.test(trustProxy)
    ? (_address: string, hop: number) => hop < Number(trustProxy)
    : proxiesIn(NAMED[trustProxy.toLowerCase()] ?? trustProxy);
  return (request) => {
    const said = [request.headers["x-forwarded-for"] ?? []]
      .flat()
      .join(",")
      .split(",")
      .map((each) => each.trim())
      .filter((each) => isIP(each) !== 0);
    const chain = [request.socket.remoteAddress ?? "", ...said.toReversed()].map((address) =>
      address.replace(/^::ffff:(?=\d+\.)/i, ""),
    );
    let hop = 0;
    while (hop < chain.length - 1 && isProxy(chain[hop] as string, hop)) hop += 1;
    return chain[hop] as string;
  };
}

function proxiesIn(networks: string): (address: string) => boolean {
  const list = new BlockList();
  for (const network of entriesOf(networks)) {
    const [address = "", bits] = network.split("/");
    const kind = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, Number(bits ?? (kind === "ipv6" ? 128 : 32)), kind);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
