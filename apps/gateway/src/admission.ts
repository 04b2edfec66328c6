import type { IncomingMessage } from "node:http";
import type { RateLimiter } from "@symphony/messaging";
import { createAddressReader, createKeyCheck, networkOf } from "@symphony/service";
import type { GatewayConfig } from "./config.ts";
import { createOriginCheck } from "./origin.ts";
import type { Subscription } from "./subscription.ts";
import type { Topics } from "./topics.ts";

/** The status line and headers that refuse an upgrade request. */
export type Refusal = readonly [status: string, ...headers: string[]];

/** Checks an upgrade request: rate limit, URL, origin, API key and number of sockets. */
export type Admission = (
  subscription: Subscription | undefined,
  request: IncomingMessage,
) => Promise<Refusal | undefined>;

/**
 * @param limiter undefined: no rate limit
 * @param openSockets number of open sockets of this process
 */
export function createAdmission(
  config: GatewayConfig,
  limiter: RateLimiter | undefined,
  topics: Topics,
  openSockets: () => number,
): Admission {
  const isAllowedOrigin = createOriginCheck(config.ALLOWED_ORIGINS);
  const isValidKey = createKeyCheck(config.API_KEYS);
  const addressOf = createAddressReader(config.TRUST_PROXY);
  return async (subscription, request) => {
    // Refused requests count too: the limit is there to stop guessing of ids and keys.
    const waitMs = (await limiter?.take(`net-${networkOf(addressOf(request))}`)) ?? 0;
    if (waitMs > 0) return ["429 Too Many Requests", `retry-after: ${Math.ceil(waitMs / 1000)}`];
    if (subscription === undefined) return ["404 Not Found"];
    if (!isAllowedOrigin(request)) return ["403 Forbidden"];
    if (!isValidKey(subscription.apiKey ?? request.headers["x-api-key"])) return ["401 Unauthorized"];
    const full =
      openSockets() >= config.MAX_SOCKETS || topics.size(subscription.topic) >= config.MAX_SOCKETS_PER_CLIENT;
    return full ? ["503 Service Unavailable"] : undefined;
  };
}
