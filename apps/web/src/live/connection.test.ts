import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { openConnection } from "./connection.ts";

/** A socket whose messages and close events the test dispatches. */
class FakeSocket extends EventTarget {
  readyState = 1;
  sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  receive(value: object): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(value) }));
  }
  fail(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }
}

const SNAPSHOT = { event: "connected", message: "connected", client_id: "me", batches: [], recovered_batches: [] };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function setUp() {
  const sockets: FakeSocket[] = [];
  const states: string[] = [];
  const events: string[] = [];
  const connection = openConnection({
    address: () => "ws://server/ws/me?v=2",
    onState: (state) => states.push(state),
    onEvent: ({ event }) => events.push(event),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 1,
  });
  return { sockets, states, events, connection };
}

test("it is live after the snapshot, and passes known events on", () => {
  const { sockets, states, events } = setUp();
  expect(states).toEqual(["connecting"]);
  sockets[0]?.receive(SNAPSHOT);
  sockets[0]?.receive({ event: "progress" });
  sockets[0]?.receive({ event: "unknown event" });
  expect(states).toEqual(["connecting", "live"]);
  expect(events).toEqual(["connected", "progress"]);
});

test("it reconnects with growing delays, which start over after a successful connection", () => {
  const { sockets, states } = setUp();
  for (const [count, waitMs] of [
    [1, 500],
    [2, 1_000],
    [3, 2_000],
  ] as const) {
    sockets.at(-1)?.fail();
    jest.advanceTimersByTime(waitMs - 1);
    expect(sockets).toHaveLength(count);
    jest.advanceTimersByTime(1);
    expect(sockets).toHaveLength(count + 1);
  }
  sockets.at(-1)?.receive(SNAPSHOT);
  sockets.at(-1)?.fail();
  jest.advanceTimersByTime(500);
  expect(sockets).toHaveLength(5);
  expect(states.slice(-3)).toEqual(["live", "waiting", "connecting"]);
});

test("a handshake without an answer times out", () => {
  const { sockets, states } = setUp();
  jest.advanceTimersByTime(8_000);
  expect(states.at(-1)).toBe("waiting");
  expect(sockets[0]?.readyState).toBe(3);
});

test("a silent socket counts as closed; an answered heartbeat keeps it open", () => {
  const { sockets, states } = setUp();
  sockets[0]?.receive(SNAPSHOT);
  jest.advanceTimersByTime(10_000);
  expect(sockets[0]?.sent).toEqual(['{"event":"heartbeat"}']);
  sockets[0]?.receive({ event: "heartbeat_ack" });
  jest.advanceTimersByTime(25_000);
  expect(states.at(-1)).toBe("live");
  jest.advanceTimersByTime(15_000);
  expect(states).toContain("waiting");
});

test("wake() reconnects at once while waiting, and does nothing otherwise", () => {
  const { sockets, connection } = setUp();
  connection.wake();
  expect(sockets).toHaveLength(1);
  sockets[0]?.fail();
  connection.wake();
  expect(sockets).toHaveLength(2);
});

test("after close() no reconnect happens, not even a scheduled one", () => {
  const { sockets, states, connection } = setUp();
  sockets[0]?.fail();
  connection.close();
  jest.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(1);
  expect(states.at(-1)).toBe("waiting");
});
