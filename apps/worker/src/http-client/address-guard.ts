import { lookup as dnsLookup } from "node:dns";
import type { LookupAddress, LookupOptions } from "node:dns";
import ipaddr from "ipaddr.js";

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Azure's metadata service: in a public range, but only reachable from inside. */
const EXTRA_DENIED: Network[] = [ipaddr.parseCIDR("168.63.129.16/32")];

export class BlockedAddressError extends Error {
  override name = "BlockedAddressError";
  constructor(address: string) {
    super(`${address} is not a public address`);
  }
}

/** Which addresses may be connected to: public ones, and networks that the operator lists. */
export interface AddressGuard {
  allows(address: string): boolean;
  /** A `dns.lookup` that returns only allowed addresses, so that the checked address is the one connected to. */
  lookup(hostname: string, options: LookupOptions, callback: LookupCallback): void;
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Whether a text is a list of networks in CIDR notation, comma separated. */
export function areNetworks(text: string): boolean {
  try {
    networksOf(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param allowCidrs networks in CIDR notation, comma separated
 * @throws when one of them is not in CIDR notation
 */
export function createAddressGuard(allowCidrs: string): AddressGuard {
  const allowed = networksOf(allowCidrs);

  const allows = (address: string): boolean => {
    if (!ipaddr.isValid(address)) return false;
    // `process` unwraps IPv4 inside IPv6 (::ffff:127.0.0.1), which would otherwise have a range of its own.
    const parsed = ipaddr.process(address);
    const range = ipaddr.subnetMatch(parsed, { allowed, denied: EXTRA_DENIED }, parsed.range());
    return range === "allowed" || range === "unicast";
  };

  return {
    allows,
    lookup(hostname, options, callback) {
      dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, []);
        const [first] = addresses;
        // A private address among public ones is a sign of DNS rebinding: such a name is refused altogether.
        if (first === undefined || !addresses.every(({ address }) => allows(address)))
          return callback(new BlockedAddressError(hostname), []);
        if (options.all) return callback(null, addresses);
        callback(null, first.address, first.family);
      });
    },
  };
}

const networksOf = (text: string): Network[] =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => ipaddr.parseCIDR(entry));

/** The address of a URL whose host is an IP address. Such a host is never looked up. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(host) ? host : undefined;
}
