import { startSystem } from "@symphony/test-support/system";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { openBareSockets, openGatewaySockets } from "./support/gateway-sides.ts";
import type { Sockets } from "./support/gateway-sides.ts";

const SOCKETS = 5_000;
/** Budgets on 2 cores, which clients and publisher share with the gateway. */
const BUDGET_EVENTS_PER_SECOND = 20_000;
const BUDGET_DELAY_MS = 10;
/** Events that each socket gets when the throughput is measured. */
const ROUNDS = 12;
/** Events are sent in slices. At most as many as there are sockets are on their way at a time. */
const SLICE = 500;
/** Rate at which the delay is measured: one event for each socket in two seconds, a few at a time. */
const PACED_PER_SECOND = 2_500;
const PACED_SECONDS = 4;
const SLICE_MS = 10;
const POLL_EVERY_MS = 5;
const TIMEOUT_MS = 60_000;

/** Progress of 5,000 batches, each with one socket, beside a bare loop that only sends. */
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
    outcomeOf(
      {
        bench: `gateway, ${SOCKETS} sockets (budget: at least ${BUDGET_EVENTS_PER_SECOND} events/s)`,
        unit: "events/s",
        ...names,
      },
      rates,
    ),
    outcomeOf(
      {
        bench: `gateway, 99th percentile delay at ${PACED_PER_SECOND} events/s (budget: under ${BUDGET_DELAY_MS} ms)`,
        unit: "ms",
        smallerIsBetter: true,
        ...names,
      },
      delays,
    ),
  ];
}

let seq = 0;

/** Events a second while as many events as there are sockets are on their way. */
async function throughput(sockets: Sockets): Promise<number> {
  const startedAt = performance.now();
  let [sent, received] = [0, 0];
  while (received < ROUNDS * SOCKETS) {
    while (sent < ROUNDS * SOCKETS && sent - received < SOCKETS) {
      if (sent % SOCKETS === 0) seq += 1;
      sockets.send(sent % SOCKETS, (sent % SOCKETS) + SLICE, seq);
      sent += SLICE;
    }
    received += (await arrivals(sockets, 1, startedAt)).length;
  }
  return (received * 1000) / (performance.now() - startedAt);
}

/** The 99th percentile of the time from sending an event to its arrival, at a steady rate. */
async function delay(sockets: Sockets): Promise<number> {
  const slice = (PACED_PER_SECOND * SLICE_MS) / 1000;
  const slices = (PACED_SECONDS * 1000) / SLICE_MS;
  const startedAt = performance.now();
  for (let i = 0; i < slices; i += 1) {
    const from = (i * slice) % SOCKETS;
    if (from === 0) seq += 1;
    sockets.send(from, from + slice, seq);
    await new Promise((resolve) => setTimeout(resolve, startedAt + (i + 1) * SLICE_MS - performance.now()));
  }
  const sorted = (await arrivals(sockets, slices * slice, performance.now())).toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
}

/** The delays of the next `expected` events or more, in ms. */
async function arrivals(sockets: Sockets, expected: number, since: number): Promise<number[]> {
  const delays: number[] = [];
  while (delays.length < expected) {
    if (performance.now() - since > TIMEOUT_MS) throw new Error(`${delays.length} of ${expected} events arrived`);
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
    delays.push(...(await sockets.report()));
  }
  return delays;
}
