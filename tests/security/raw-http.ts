import { connect } from "node:net";
import type { Socket } from "node:net";

/** Everything that a server sends to raw bytes until it closes the connection, or `ms` after the last byte. */
export function rawResponse(port: number, bytes: string | Buffer, ms = 1_500): Promise<string> {
  const socket = connect(port, "127.0.0.1", () => void socket.write(bytes));
  socket.setTimeout(ms, () => socket.destroy());
  return textOf(socket);
}

export function textOf(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (part: Buffer) => (text += part.toString("latin1")));
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.on("close", () => resolve(text)));
}

/** A complete handshake; headers may be added. */
export const handshake = (path: string, more: readonly string[] = []): string =>
  [
    `GET ${path} HTTP/1.1`,
    "host: x",
    "upgrade: websocket",
    "connection: upgrade",
    "sec-websocket-version: 13",
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    ...more,
    "",
    "",
  ].join("\r\n");

export const statusesOf = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => code as string);
