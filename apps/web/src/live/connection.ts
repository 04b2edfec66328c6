import type { ServerEvent } from "@symphony/contract";
import { backoffMs } from "./backoff.ts";
import { decodeFrame } from "./decode-frame.ts";

/**
 *   connecting ──snapshot──► live ──closed, silent──► waiting ──backoff over, online again──► connecting
 *
 * `waiting` also means that the status is polled instead. Every state ends with close().
 */
export type ConnectionState = "connecting" | "live" | "waiting";

export interface Connection {
  /** Tries at once, e.g. when the network is back. */
  wake(): void;
  close(): void;
}

export interface ConnectionOptions {
  /** Asked anew for each try: the API key may have changed. */
  address(): string;
  onState(state: ConnectionState): void;
  onEvent(event: ServerEvent): void;
  openSocket?: (address: string) => WebSocket;
  random?: () => number;
}

/** A network may die without a word: a heartbeat is answered, or the socket is taken for dead. */
const HEARTBEAT_EVERY_MS = 10_000;
const SILENCE_MAX_MS = 25_000;
/** A proxy that swallows WebSockets never answers the handshake. */
const SNAPSHOT_WAIT_MS = 8_000;
/** `WebSocket.OPEN`, by the standard. */
const OPEN = 1;

export function openConnection(options: ConnectionOptions): Connection {
  const { openSocket = (address) => new WebSocket(address), random = Math.random } = options;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let heardAt = 0;
  let state: ConnectionState | undefined;

  const enter = (next: ConnectionState): void => {
    if (next === state) return;
    state = next;
    options.onState(next);
  };

  const wait = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };

  const connect = (): void => {
    enter("connecting");
    const opened = openSocket(options.address());
    socket = opened;
    opened.addEventListener("message", ({ data }) => opened === socket && hear(decodeFrame(data)));
    opened.addEventListener("close", () => opened === socket && lose());
    wait(SNAPSHOT_WAIT_MS, lose);
  };

  const hear = (event: ServerEvent | undefined): void => {
    heardAt = Date.now();
    if (event?.event === "connected") {
      attempt = 0;
      enter("live");
      wait(HEARTBEAT_EVERY_MS, beat);
    }
    if (event !== undefined) options.onEvent(event);
  };

  const beat = (): void => {
    if (Date.now() - heardAt > SILENCE_MAX_MS) return lose();
    if (socket?.readyState === OPEN) socket.send('{"event":"heartbeat"}');
    wait(HEARTBEAT_EVERY_MS, beat);
  };

  const lose = (): void => {
    drop();
    enter("waiting");
    wait(backoffMs(attempt, random), connect);
    attempt += 1;
  };

  const drop = (): void => {
    const old = socket;
    socket = undefined;
    clearTimeout(timer);
    old?.close();
  };

  connect();
  return {
    wake() {
      if (state !== "waiting") return;
      attempt = 0;
      drop();
      connect();
    },
    close: drop,
  };
}
