import type { IncomingMessage } from "node:http";

/** Whether whoever asks for a socket comes from where one may: a page of a listed origin or of this very host, or no page. */
export type OriginCheck = (request: Pick<IncomingMessage, "headers">) => boolean;

/** @param origins empty: pages of all origins may have sockets */
export function createOriginCheck(origins: readonly string[]): OriginCheck {
  return ({ headers: { origin, host } }) =>
    origins.length === 0 || origin === undefined || origins.includes(origin) || hostOf(origin) === host;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
