import type { ServerEvent } from "@symphony/contract";
import { backoffMs } from "./backoff.ts";
import { decodeFrame } from "./decode-frame.ts";

/**
 *   connecting ──snapshot──► live ──closed or silent──► waiting ──backoff elapsed or wake()──► connecting
 *
 * While `waiting`, the status is polled instead. close() ends every state.
 */
export type ConnectionState = "connecting" | "live" | "waiting";

export interface Connection {
  /** Reconnects now if it is waiting, e.g. when the network is back. */
  wake(): void;
  close(): void;
}

export interface ConnectionOptions {
  /** Called for each attempt: the API key may have changed. */
  address(): string;
  onState(state: ConnectionState): void;
  onEvent(event: ServerEvent): void;
  openSocket?: (address: string) => WebSocket;
  random?: () => number;
}

/** A lost network may leave the socket open: without an answer to heartbeats the socket counts as closed. */
const HEARTBEAT_INTERVAL_MS = 10_000;
const SILENCE_MAX_MS = 25_000;
/** Some proxies never answer a WebSocket handshake. */
const SNAPSHOT_TIMEOUT_MS = 8_000;
/** `WebSocket.OPEN`; Node.js 20, which runs the unit tests, has no such global. */
const OPEN = 1;

export function openConnection(options: ConnectionOptions): Connection {
  const { openSocket = (address) => new WebSocket(address), random = Math.random } = options;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let lastMessageAt = 0;
  let state: ConnectionState | undefined;

  const setState = (next: ConnectionState): void => {
    if (next === state) return;
    state = next;
    options.onState(next);
  };

  const schedule = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };

  const connect = (): void => {
    setState("connecting");
    const opened = openSocket(options.address());
    socket = opened;
    opened.addEventListener("message", ({ data }) => opened === socket && receive(decodeFrame(data)));
    opened.addEventListener("close", () => opened === socket && reconnectLater());
    schedule(SNAPSHOT_TIMEOUT_MS, reconnectLater);
  };

  const receive = (event: ServerEvent | undefined): void => {
    lastMessageAt = Date.now();
    if (event?.event === "connected") {
      attempt = 0;
      setState("live");
      schedule(HEARTBEAT_INTERVAL_MS, sendHeartbeat);
    }
    if (event !== undefined) options.onEvent(event);
  };

  const sendHeartbeat = (): void => {
    if (Date.now() - lastMessageAt > SILENCE_MAX_MS) return reconnectLater();
    if (socket?.readyState === OPEN) socket.send('{"event":"heartbeat"}');
    schedule(HEARTBEAT_INTERVAL_MS, sendHeartbeat);
  };

  const reconnectLater = (): void => {
    closeSocket();
    setState("waiting");
    schedule(backoffMs(attempt, random), connect);
    attempt += 1;
  };

  const closeSocket = (): void => {
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
      closeSocket();
      connect();
    },
    close: closeSocket,
  };
}
