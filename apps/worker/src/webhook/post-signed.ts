import type { HttpClient } from "../http-client/http-client.ts";
import { signatureHeaders } from "./sign.ts";

const TIMEOUT_MS = 15_000;

/**
 * Sends a signed message once.
 *
 * @returns the HTTP status; the body is discarded, because it may be somebody else's
 * @throws {FetchError}
 */
export async function postSigned(
  { http, secret }: { http: HttpClient; secret: string },
  url: string,
  payload: { delivery: string },
  at: Date,
): Promise<number> {
  const body = JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "x-symphony-delivery": payload.delivery,
    ...signatureHeaders(secret, payload.delivery, body, Math.floor(at.getTime() / 1000)),
  };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await http.request(http.check(url), { method: "POST", headers, body, signal });
  response.discard();
  return response.statusCode;
}
