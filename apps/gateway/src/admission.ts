import type { IncomingMessage } from "node:http";
import type { RateLimiter } from "@symphony/messaging";
import {
  createAddressReader,
  createKeyCheck,
  mayCall,
  networkOf,
  RELAY_HEADER,
  relaySecretOf,
} from "@symphony/service";
import type { KeyTable } from "@symphony/service";
import type { GatewayConfig } from "./config.ts";
import { createOriginCheck } from "./origin.ts";
import type { Subscription } from "./subscription.ts";

/** The status line and headers that refuse an upgrade request. */
export type Refusal = readonly [status: string, ...headers: string[]];

/** Checks an upgrade request: where it comes from, rate limit, URL, origin and API key. */
export type Admission = (
  subscription: Subscription | undefined,
  request: IncomingMessage,
) => Promise<Refusal | undefined>;

/** @param limiter undefined: no rate limit */
export function createAdmission(config: GatewayConfig, limiter: RateLimiter | undefined, keys: KeyTable): Admission {
  const isAllowedOrigin = createOriginCheck(config.ALLOWED_ORIGINS);
  const addressOf = createAddressReader(config.TRUST_PROXY);
  const peerOf = createAddressReader("0");
  const { secret, isRequired } = relaySecretOf(config);
  const isRelayed = createKeyCheck(secret ?? "");
  return async (subscription, request) => {
    // A forwarded address is only worth something from the API: others could write any into the header.
    const relayed = isRelayed(request.headers[RELAY_HEADER]);
    if (!relayed && isRequired) return ["403 Forbidden"];
    const address = relayed ? addressOf(request) : peerOf(request);
    // Refused requests count too: the limit is there to stop guessing of ids and keys.
    const waitMs = (await limiter?.take(`net-${networkOf(address)}`)) ?? 0;
    if (waitMs > 0) return ["429 Too Many Requests", `retry-after: ${Math.ceil(waitMs / 1000)}`];
    if (subscription === undefined) return ["404 Not Found"];
    if (!isAllowedOrigin(request)) return ["403 Forbidden"];
    const given = givenKey(subscription, request);
    if (!mayCall(keys, given, SCOPE)) return [keys.find(given) === undefined ? "401 Unauthorized" : "403 Forbidden"];
    return undefined;
  };
}

/** Events of a batch tell what its results tell. */
const SCOPE = "read";

const givenKey = ({ apiKey }: Subscription, { headers }: IncomingMessage): unknown => apiKey ?? headers["x-api-key"];

/** Whether an open socket may stay: its key may have been revoked, or the first key made. */
export const mayStay = (keys: KeyTable, subscription: Subscription, request: IncomingMessage): boolean =>
  mayCall(keys, givenKey(subscription, request), SCOPE);
