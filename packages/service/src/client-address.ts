import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { entriesOf } from "./comma-list.ts";

/** Trusted proxies, whose X-Forwarded-For is used: their number, or their networks as a comma-separated list. */
export const trustProxySetting = z
  .string()
  .refine(
    (text) => /^(\d|loopback|uniquelocal|linklocal)$/i.test(text) || isNetworkList(text),
    "must be a number of proxies from 0 to 9, or a comma list of networks like 10.0.0.0/8",
  )
  .default("0");

function isNetworkList(text: string): boolean {
  const networks = entriesOf(text);
  return networks.length > 0 && networks.every((network) => isNetwork(network));
}

function isNetwork(network: string): boolean {
  const [address = "", bits = "0", ...more] = network.split("/");
  const family = isIP(address);
  return more.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
}

const NAMED_NETWORKS: Record<string, string> = {
  loopback: "127.0.0.0/8, ::1/128",
  linklocal: "169.254.0.0/16, fe80::/10",
  uniquelocal: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
};

/** Whether a peer is a trusted proxy; `hop` is 0 for the peer of the connection itself. */
export function createProxyCheck(trustProxy: string): (address: string, hop: number) => boolean {
  if (/^\d$/.test(trustProxy)) return (_address, hop) => hop < Number(trustProxy);
  const isListed = createNetworkCheck(NAMED_NETWORKS[trustProxy.toLowerCase()] ?? trustProxy);
  return (address) => isListed(withoutIpv4Prefix(address));
}

/**
 * Reads the address of a client: the peer of the connection or, while that is a trusted proxy, the address that it
 * forwards for. Proxies append to the header, so it is read from the end: what a client wrote into it itself is not
 * reached.
 */
export function createAddressReader(trustProxy: string): (request: IncomingMessage) => string {
  const isProxy = createProxyCheck(trustProxy);
  return (request) => {
    const header = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
    const forwarded = entriesOf(header).filter((entry) => isIP(entry) !== 0);
    const chain = [request.socket.remoteAddress ?? "", ...forwarded.toReversed()].map(withoutIpv4Prefix);
    let hop = 0;
    while (hop < chain.length - 1 && isProxy(chain[hop] as string, hop)) hop += 1;
    return chain[hop] as string;
  };
}

/** An IPv4 address that is mapped into IPv6, as IPv4. */
const withoutIpv4Prefix = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

function createNetworkCheck(networks: string): (address: string) => boolean {
  const list = new BlockList();
  for (const network of entriesOf(networks)) {
    const [address = "", bits] = network.split("/");
    list.addSubnet(address, Number(bits ?? (isIP(address) === 6 ? 128 : 32)), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");
