import { createHmac } from "node:crypto";

/**
 * The headers that let a receiver check that a message is ours, is complete, and is not a replay of an old one:
 * HMAC-SHA256 over `timestamp.body`, in hexadecimal digits.
 */
export function signatureHeaders(secret: string, body: string, unixSeconds: number): Record<string, string> {
  const signature = createHmac("sha256", secret).update(`${unixSeconds}.${body}`).digest("hex");
  return { "x-symphony-timestamp": String(unixSeconds), "x-symphony-signature": `sha256=${signature}` };
}
