import { isIP } from "node:net";
import { hostname } from "node:os";
import type { RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import { entriesOf } from "@symphony/service";

/** Names that nobody can register for the whole internet (RFC 2606, 6761, 6762, 8375 and common local use). */
const LOCAL_NAME =
  /(^|\.)(localhost|local|localdomain|lan|home|home\.arpa|internal|intranet|corp|private|test|example)$/;

export interface HostRules {
  /** `ALLOWED_HOSTS`. */
  allowed: string;
  publicUrl: string | undefined;
  behindProxy: boolean;
}

/**
 * Refuses requests for a host name that is not this service's. A page of any site can let its own name point to an
 * address inside a network (DNS rebinding) and then read everything here as its own; the name gives it away.
 * Addresses and local names cannot be used for that. Behind a proxy the name is only checked when one is configured.
 */
export function requireKnownHost({ allowed, publicUrl, behindProxy }: HostRules): RequestHandler {
  const names = new Set(entriesOf(allowed.toLowerCase()));
  const checksNothing = names.has("*") || (behindProxy && names.size === 0 && publicUrl === undefined);
  if (publicUrl !== undefined) names.add(new URL(publicUrl).hostname);
  names.add(hostname().toLowerCase());
  return (request, _response, next) => {
    const name = nameOf(request.headers.host);
    if (checksNothing || request.path === "/healthz" || isLocal(name) || names.has(name)) return next();
    throw new Problem(
      "unknown_host",
      `This service is not known as ${name.slice(0, 100)}; add the name to ALLOWED_HOSTS, or set PUBLIC_URL, if it is.`,
    );
  };
}

/** The host name of a Host header, without port and brackets. */
function nameOf(host: string | undefined): string {
  const url = `http://${host ?? "localhost"}`;
  if (!URL.canParse(url)) return (host ?? "").toLowerCase();
  return new URL(url).hostname.replace("[", "").replace("]", "").replace(/\.$/, "");
}

const isLocal = (name: string): boolean => isIP(name) !== 0 || !name.includes(".") || LOCAL_NAME.test(name);
