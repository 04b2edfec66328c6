import type { IncomingMessage } from "node:http";

/** Whether a request comes from a page of an allowed origin or of this host, or from no page at all. */
export type OriginCheck = (request: Pick<IncomingMessage, "headers">) => boolean;

/** @param origins empty: all origins are allowed */
export function createOriginCheck(origins: readonly string[]): OriginCheck {
  return ({ headers: { origin, host } }) =>
    origins.length === 0 ||
    origins.includes("*") ||
    origin === undefined ||
    origins.includes(origin) ||
    hostOf(origin) === host;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
