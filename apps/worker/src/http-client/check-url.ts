import { URL_MAX_LENGTH } from "@symphony/contract";
import { literalAddress } from "./address-guard.ts";
import type { AddressGuard } from "./address-guard.ts";
import { FetchError } from "./fetch-error.ts";

/** Ports from here on are allowed. Of the lower ones only those of the web are: mail servers and shells listen there. */
const FIRST_USER_PORT = 1024;

/**
 * Parses a URL and checks scheme, credentials, port and, where the host is an IP address, the address.
 *
 * @param base the URL that a relative one belongs to
 * @throws {FetchError} `invalid_url` or `url_blocked`
 */
export function checkUrl(text: string, guard: AddressGuard, base?: URL): URL {
  if (text.length > URL_MAX_LENGTH)
    throw new FetchError("invalid_url", `The address is longer than ${URL_MAX_LENGTH} characters.`);
  // `URL.parse` does this in one step, but is newer than the oldest Node that is supported.
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (url === undefined || url.hostname === "") throw new FetchError("invalid_url", "This is not a web address.");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new FetchError("invalid_url", "Only http and https addresses can be fetched.");
  if (url.username !== "" || url.password !== "")
    throw new FetchError("invalid_url", "An address must not contain a user name or password.");
  // The address of a literal is never looked up, so it is checked here.
  const literal = literalAddress(url);
  if (literal !== undefined && !guard.allows(literal))
    throw new FetchError("url_blocked", "The address is not a public one.");
  if (!isAllowedPort(url)) throw new FetchError("url_blocked", `Port ${url.port} is not allowed.`);
  return url;
}

/** The port is empty where it is the default of the scheme. */
const isAllowedPort = ({ port }: URL): boolean =>
  port === "" || port === "80" || port === "443" || Number(port) >= FIRST_USER_PORT;
