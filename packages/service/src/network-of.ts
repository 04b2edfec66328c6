import { isIPv6 } from "node:net";

/** Providers hand out a /56 to one household: who limits single IPv6 addresses limits nobody. */
const IPV6_PREFIX_BITS = 56;
const GROUPS = 8;

/** The part of an address that stands for one caller: all of an IPv4 address, the first 56 bits of an IPv6 one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const bits = groupsOf(address.replace(/%.*$/, ""))
    .map((group) => group.toString(2).padStart(16, "0"))
    .join("");
  const prefix = BigInt(`0b${bits.slice(0, IPV6_PREFIX_BITS)}`);
  return `${prefix.toString(16).padStart(IPV6_PREFIX_BITS / 4, "0")}/${IPV6_PREFIX_BITS}`;
}

function groupsOf(address: string): number[] {
  const [head = "", tail] = address.replace(/:\d+\.\d+\.\d+\.\d+$/, ":0:0").split("::");
  const parse = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [before, after] = [parse(head), parse(tail ?? "")];
  return [...before, ...Array.from({ length: GROUPS - before.length - after.length }, () => 0), ...after];
}
