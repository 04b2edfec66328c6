import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { openConnection } from "./connection.ts";

/** The other end of a socket, played by hand. */
class FakeSocket extends EventTarget {
  readyState = 1;
  sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  say(value: object): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(value) }));
  }
  break(): void {
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

test("it is live from the snapshot on, and events are handed on", () => {
  const { sockets, states, events } = setUp();
  expect(states).toEqual(["connecting"]);
  sockets[0]?.say(SNAPSHOT);
  sockets[0]?.say({ event: "progress" });
  sockets[0]?.say({ event: "news of another kind" });
  expect(states).toEqual(["connecting", "live"]);
  expect(events).toEqual(["connected", "progress"]);
});

test("a broken socket is opened again, later each time, and soon again after a success", () => {
  const { sockets, states } = setUp();
  for (const [count, waitMs] of [
    [1, 500],
    [2, 1_000],
    [3, 2_000],
  ] as const) {
    sockets.at(-1)?.break();
    jest.advanceTimersByTime(waitMs - 1);
    expect(sockets).toHaveLength(count);
    jest.advanceTimersByTime(1);
    expect(sockets).toHaveLength(count + 1);
  }
  sockets.at(-1)?.say(SNAPSHOT);
  sockets.at(-1)?.break();
  jest.advanceTimersByTime(500);
  expect(sockets).toHaveLength(5);
  expect(states.slice(-3)).toEqual(["live", "waiting", "connecting"]);
});

test("a handshake that nobody answers is given up", () => {
  const { sockets, states } = setUp();
  jest.advanceTimersByTime(8_000);
  expect(states.at(-1)).toBe("waiting");
  expect(sockets[0]?.readyState).toBe(3);
});

test("a socket that falls silent without closing is taken for dead; an answered heartbeat keeps it", () => {
  const { sockets, states } = setUp();
  sockets[0]?.say(SNAPSHOT);
  jest.advanceTimersByTime(10_000);
  expect(sockets[0]?.sent).toEqual(['{"event":"heartbeat"}']);
  sockets[0]?.say({ event: "heartbeat_ack" });
  jest.advanceTimersByTime(25_000);
  expect(states.at(-1)).toBe("live");
  jest.advanceTimersByTime(15_000);
  expect(states).toContain("waiting");
});

test("waking tries at once while waiting, and does nothing otherwise", () => {
  const { sockets, connection } = setUp();
  connection.wake();
  expect(sockets).toHaveLength(1);
  sockets[0]?.break();
  connection.wake();
  expect(sockets).toHaveLength(2);
});

test("after close nothing happens any more, also not what was under way", () => {
  const { sockets, states, connection } = setUp();
  sockets[0]?.break();
  connection.close();
  jest.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(1);
  expect(states.at(-1)).toBe("waiting");
});
