import { createHmac } from "node:crypto";

/** What a receiver's library expects before a secret in Base64. */
const SECRET_PREFIX = "whsec_";

/**
 * The headers that let a receiver check that a message is ours, is complete, and is not a replay of an old one, in
 * two forms: HMAC-SHA256 over `timestamp.body` in hexadecimal digits, and that of Standard Webhooks
 * (https://www.standardwebhooks.com) over `id.timestamp.body` in Base64.
 *
 * @param secret any text; one that begins with `whsec_` is Base64, as Standard Webhooks has it
 * @param id the same for each attempt to deliver one message
 */
export function signatureHeaders(
  secret: string,
  id: string,
  body: string,
  unixSeconds: number,
): Record<string, string> {
  const timestamp = String(unixSeconds);
  const standard = hmac(keyOf(secret), `${id}.${timestamp}.${body}`).toString("base64");
  return {
    "x-symphony-timestamp": timestamp,
    "x-symphony-signature": `sha256=${hmac(secret, `${timestamp}.${body}`).toString("hex")}`,
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${standard}`,
  };
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const keyOf = (secret: string): string | Buffer =>
  secret.startsWith(SECRET_PREFIX) ? Buffer.from(secret.slice(SECRET_PREFIX.length), "base64") : secret;
