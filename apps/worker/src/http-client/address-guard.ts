import { lookup as dnsLookup } from "node:dns";
import type { LookupAddress, LookupOptions } from "node:dns";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Azure's metadata service: an ordinary public address by its range, private by its meaning. */
const EXTRA_DENIED = ["168.63.129.16"];
/** Below this, only the ports of the web: a fetcher must not be made to talk to mail servers or shells. */
const FIRST_FREE_PORT = 1024;

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

export class BlockedAddressError extends Error {
  override name = "BlockedAddressError";
  constructor(address: string) {
    super(`${address} is not a public address`);
  }
}

/** Which addresses may be fetched from: public ones, and networks that the operator listed. */
export interface AddressGuard {
  allows(address: string): boolean;
  allowsPort(url: URL): boolean;
  /** A `dns.lookup` that gives only allowed addresses, so that what was checked is what is connected to. */
  lookup(hostname: string, options: LookupOptions, callback: LookupCallback): void;
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * @param allowCidrs networks in CIDR notation, comma separated
 * @throws when one of them is no CIDR
 */
export function createAddressGuard(allowCidrs: string): AddressGuard {
  const allowed = allowCidrs
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map(parseNetwork);

  const allows = (address: string): boolean => {
    if (!ipaddr.isValid(address)) return false;
    // `process` unwraps IPv4 inside IPv6 (::ffff:127.0.0.1), which would otherwise have a range of its own.
    const parsed = ipaddr.process(address);
    if (allowed.some((network) => parsed.kind() === network[0].kind() && parsed.match(network))) return true;
    return parsed.range() === "unicast" && !EXTRA_DENIED.includes(parsed.toString());
  };

  return {
    allows,
    allowsPort: (url) =>
      url.port === "" || url.port === "80" || url.port === "443" || Number(url.port) >= FIRST_FREE_PORT,
    lookup(hostname, options, callback) {
      dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, []);
        const fine = addresses.filter(({ address }) => allows(address));
        const first = fine[0];
        // One private answer among public ones is how rebinding begins: such a name is not trusted at all.
        if (first === undefined || fine.length < addresses.length)
          return callback(new BlockedAddressError(hostname), []);
        if (options.all) return callback(null, fine);
        callback(null, first.address, first.family);
      });
    },
  };
}

function parseNetwork(text: string): Network {
  try {
    return ipaddr.parseCIDR(text);
  } catch (cause) {
    throw new Error(`URL_FETCH_ALLOW_CIDRS: "${text}" is not a network like 10.0.0.0/8`, { cause });
  }
}

/** The address of a URL whose host is an IP literal: for those no look-up is ever made. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? undefined : host;
}
