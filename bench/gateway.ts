import { startSystem } from "@symphony/test-support/system";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { openBareSockets, openGatewaySockets } from "./support/gateway-sides.ts";
import type { Sockets } from "./support/gateway-sides.ts";

const SOCKETS = 5_000;
/** Events each socket gets, one after another, as fast as they get through. */
const ROUNDS = 12;
/** Events are sent in slices, and no more of them at a time than there are sockets. */
const SLICE = 500;
/** Events a second when their delay is measured: every socket one in two seconds, a few at a time as workers finish images. */
const PACED_PER_SECOND = 2_500;
const PACED_SECONDS = 4;
const SLICE_MS = 10;
const LOOK_EVERY_MS = 5;
const PATIENCE_MS = 60_000;

/** Progress of 5,000 batches, each followed by its own socket, against a loop that does nothing but send. */
export async function benchGateway(runs: number): Promise<Outcome[]> {
  const system = await startSystem({
    workers: 0,
    waitReady: false,
    env: { MAX_SOCKETS: "20000", RATE_LIMIT_SOCKETS_PER_MINUTE: "0", LOG_LEVEL: "error" },
  });
  const open: Sockets[] = [];
  const rates: { a: number[]; b: number[] } = { a: [], b: [] };
  const delays: { a: number[]; b: number[] } = { a: [], b: [] };
  try {
    await system.untilAnswering();
    const [gateway, bare] = [await openGatewaySockets(system, SOCKETS), await openBareSockets(SOCKETS)];
    open.push(gateway, bare);
    for (const sockets of open) await throughput(sockets);
    for (let i = 0; i < runs; i += 1) {
      for (const side of i % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const)) {
        rates[side].push(await throughput(side === "a" ? gateway : bare));
        delays[side].push(await delay(side === "a" ? gateway : bare));
      }
      process.stderr.write(`gateway: run ${i + 1} of ${runs}\n`);
    }
  } finally {
    await Promise.all(open.map((sockets) => sockets.close()));
    await system.stop();
  }
  const names = { a: { name: "gateway" }, b: { name: "bare ws loop" } };
  return [
    outcomeOf({ bench: `gateway, ${SOCKETS} sockets`, unit: "events/s", goal: 0.7, ...names }, rates),
    outcomeOf(
      {
        bench: `gateway, 99th percentile delay at ${PACED_PER_SECOND} events/s`,
        unit: "ms",
        goal: 0.7,
        smallerIsBetter: true,
        ...names,
      },
      delays,
    ),
  ];
}

let seq = 0;

/** Events a second when as many as there are sockets are under way all the time. */
async function throughput(sockets: Sockets): Promise<number> {
  const begun = performance.now();
  let [sent, received] = [0, 0];
  while (received < ROUNDS * SOCKETS) {
    while (sent < ROUNDS * SOCKETS && sent - received < SOCKETS) {
      if (sent % SOCKETS === 0) seq += 1;
      sockets.send(sent % SOCKETS, (sent % SOCKETS) + SLICE, seq);
      sent += SLICE;
    }
    received += (await arrivals(sockets, 1, begun)).length;
  }
  return (received * 1000) / (performance.now() - begun);
}

/** The 99th percentile of the time from sending an event to its arrival, with time between the events. */
async function delay(sockets: Sockets): Promise<number> {
  const slice = (PACED_PER_SECOND * SLICE_MS) / 1000;
  const slices = (PACED_SECONDS * 1000) / SLICE_MS;
  const begun = performance.now();
  for (let i = 0; i < slices; i += 1) {
    const from = (i * slice) % SOCKETS;
    if (from === 0) seq += 1;
    sockets.send(from, from + slice, seq);
    await new Promise((resolve) => setTimeout(resolve, begun + (i + 1) * SLICE_MS - performance.now()));
  }
  const sorted = (await arrivals(sockets, slices * slice, performance.now())).toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
}

/** What came, as soon as it is that many. */
async function arrivals(sockets: Sockets, expected: number, since: number): Promise<number[]> {
  const delays: number[] = [];
  while (delays.length < expected) {
    if (performance.now() - since > PATIENCE_MS) throw new Error(`${delays.length} of ${expected} events came`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    delays.push(...(await sockets.report()));
  }
  return delays;
}
