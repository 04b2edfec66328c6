import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Sink } from "./send-queue.ts";

/**
 * A WebSocket as the outbox needs it.
 *
 * Bytes go to the connection below as one piece, past the library's way of sending, which takes twice as long for
 * it: events are most of what a gateway does. Both write whole frames at once, so neither gets into the other's.
 *
 * @param connection what the WebSocket itself writes to
 */
export class SocketSink implements Sink {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;

  constructor(socket: WebSocket, connection: Duplex) {
    this.#socket = socket;
    this.#connection = connection;
  }

  get unread(): number {
    return this.#connection.writableLength;
  }

  send(frame: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (typeof frame === "string") this.#socket.send(frame);
    else this.#connection.write(frame);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
