import ipaddr from "ipaddr.js";

/** Providers assign a /56 to one household, so a limit on single IPv6 addresses limits nobody. */
const IPV6_PREFIX_BYTES = 7;

/** The part of an address that stands for one caller: an IPv4 address, or the first 56 bits of an IPv6 address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const prefix = Buffer.from(parsed.toByteArray().slice(0, IPV6_PREFIX_BYTES));
  return `${prefix.toString("hex")}/${8 * IPV6_PREFIX_BYTES}`;
}
