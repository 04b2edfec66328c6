import type { IncomingMessage } from "node:http";

/** More headers than any browser sends with a handshake. */
const HEADERS_MAX = 100;
/** The headers that the gateway reads. */
const RELAYED = ["host", "origin", "x-api-key", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol"];
const KEY = /^[A-Za-z0-9+/]{22}==$/;
// oxlint-disable-next-line no-control-regex
const PRINTABLE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** A WebSocket handshake as it goes to the gateway, or the status line that refuses it. */
export type Handshake = { text: string } | { refusal: string };

/**
 * Writes a handshake from its validated parts. Bytes of the caller never pass as they are: what the two servers might read
 * in different ways would be a request of the caller's own making, with an address of its choice.
 *
 * @param head bytes that came behind the handshake; nobody may send any before the response
 * @param added headers of this process
 */
export function handshakeOf(request: IncomingMessage, head: Buffer, added: Record<string, string>): Handshake {
  const { headers, headersDistinct, rawHeaders } = request;
  if (rawHeaders.length > 2 * HEADERS_MAX) return { refusal: "431 Request Header Fields Too Large" };
  const hasBody = headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
  const repeats = RELAYED.some((name) => (headersDistinct[name]?.length ?? 0) > 1);
  const isValid =
    request.method === "GET" &&
    request.httpVersion === "1.1" &&
    head.length === 0 &&
    !hasBody &&
    !repeats &&
    headers["sec-websocket-version"] === "13" &&
    KEY.test(headers["sec-websocket-key"] ?? "");
  if (!isValid) return { refusal: "400 Bad Request" };
  const all = { ...added };
  for (const name of RELAYED) {
    const value = headersDistinct[name]?.[0];
    if (value !== undefined) all[name] = value;
  }
  if (!Object.values(all).every((value) => PRINTABLE.test(value))) return { refusal: "400 Bad Request" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return {
    text: `${[`GET ${request.url} HTTP/1.1`, "upgrade: websocket", "connection: Upgrade", ...lines].join("\r\n")}\r\n\r\n`,
  };
}
