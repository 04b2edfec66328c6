import type { IncomingMessage } from "node:http";
import type { RateLimiter } from "@symphony/messaging";
import { createAddressReader, createKeyCheck, networkOf } from "@symphony/service";
import type { Asked } from "./topic.ts";
import { createOriginCheck } from "./origin.ts";
import type { GatewayConfig } from "./config.ts";
import type { Rooms } from "./rooms.ts";

/** What a request for a socket is refused with: the status line and further headers. */
export type Refusal = readonly [status: string, ...headers: string[]];

/** Whether somebody may have a socket: not too often by one address, no page of a foreign origin, with a key where keys are set, while there is room. */
export type Admission = (asked: Asked | undefined, request: IncomingMessage) => Promise<Refusal | undefined>;

/** @param limiter undefined: no limit on how often */
export function createAdmission(
  config: GatewayConfig,
  limiter: RateLimiter | undefined,
  rooms: Rooms,
  sockets: () => number,
): Admission {
  const comesFromWhereItMay = createOriginCheck(config.ALLOWED_ORIGINS);
  const isKnown = createKeyCheck(config.API_KEYS);
  const addressOf = createAddressReader(config.TRUST_PROXY);
  return async (asked, request) => {
    // Counted first: guessing ids and keys is what a limit is for.
    const waitMs = (await limiter?.take(`net-${networkOf(addressOf(request))}`)) ?? 0;
    if (waitMs > 0) return ["429 Too Many Requests", `retry-after: ${Math.ceil(waitMs / 1000)}`];
    if (asked === undefined) return ["404 Not Found"];
    if (!comesFromWhereItMay(request)) return ["403 Forbidden"];
    if (!isKnown(asked.apiKey ?? request.headers["x-api-key"])) return ["401 Unauthorized"];
    const full = sockets() >= config.MAX_SOCKETS || rooms.size(asked.topic) >= config.MAX_SOCKETS_PER_CLIENT;
    return full ? ["503 Service Unavailable"] : undefined;
  };
}
