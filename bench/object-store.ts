import { randomUUID } from "node:crypto";
import { relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createCaller, formOf } from "@symphony/test-support/client";
import { plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import { startStoreProxy } from "@symphony/test-support/system/store-proxy";
import type { StoreProxy } from "@symphony/test-support/system/store-proxy";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { bundleFor } from "./support/bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Workers, and milliseconds that each request to the store takes longer. */
const CELLS = [
  { workers: 1, delayMs: 20 },
  { workers: 8, delayMs: 20 },
  { workers: 64, delayMs: 5 },
  { workers: 64, delayMs: 20 },
  { workers: 64, delayMs: 100 },
];
/** Requests that the store refuses with 503, of 1. */
const BUSY = 0.01;
/** Time an image takes a worker: so long that 64 of them, a store and a proxy fit on two cores. */
const WAIT_MS = Number(process.env["BENCH_STORE_WAIT_MS"] || 2_000);
/** So many that the last round, in which some workers have nothing left, is a small part. */
const ITEMS_A_WORKER = Number(process.env["BENCH_STORE_ITEMS"] || 160);
const CREW_MAX = 16;
const LOOK_EVERY_MS = 1_000;
const PICTURE_BYTES = 60_000;

/** Images a second with a ledger in a bucket that is far away and busy, against the ideal of so many workers. */
export async function benchObjectStore(runs: number): Promise<Outcome[]> {
  const program = findObjectStore();
  if (program === undefined) return [];
  const server = await startObjectStore(program);
  const proxy = await startStoreProxy(server.endpoint);
  const storeEnv = { ...server.env, S3_ENDPOINT: proxy.endpoint, STORE_URL: `s3://${server.bucket}/${randomUUID()}` };
  const system = await startSystem({
    workers: 0,
    waitReady: false,
    env: { ...storeEnv, RESULT_CACHE: "false", BENCH_WAIT_MS: String(WAIT_MS) },
  });
  const outcomes: Outcome[] = [];
  try {
    await system.untilAnswering();
    for (const { workers, delayMs } of CELLS) {
      await growTo(system, workers, storeEnv);
      const measure = (): Promise<number> => rateOf(system, proxy, delayMs, workers);
      const a = { name: `${workers} workers, ${delayMs} ms`, run: measure };
      const b = { name: "ideal", run: async () => (workers * 1000) / WAIT_MS };
      const bench = `bucket, ${workers} at ${delayMs} ms`;
      outcomes.push(await compare({ bench, unit: "images/s", goal: 0.95, a, b }, runs, 0));
    }
    return outcomes;
  } finally {
    await system.stop();
    await proxy.close();
    await server.stop();
  }
}

let crews = 0;
/** Adds workers, up to sixteen in one process. */
async function growTo(system: System, workers: number, storeEnv: Record<string, string>): Promise<void> {
  const entry = await bundleFor("worker", "waiting-crew.ts");
  while (crews < workers) {
    const crew = Math.min(CREW_MAX, workers - crews);
    crews += crew;
    const env = { ...storeEnv, BENCH_CREW: String(crew), BENCH_SCRATCH: `${system.exportsDir}-scratch` };
    const started = system.startWorker(env, relative(root, entry));
    await until(() => started.output().includes("crew:up"), "a crew is up", 120_000);
  }
}

/** From the moment a batch was accepted to its end; the upload is not part of the rate, but of the requests. */
async function rateOf(system: System, proxy: StoreProxy, delayMs: number, workers: number): Promise<number> {
  const [caller, picture] = [createCaller(system.url), Buffer.alloc(PICTURE_BYTES)];
  picture.set(await plainPicture());
  const items = workers * ITEMS_A_WORKER;
  const files = Array.from({ length: items }, (_, i): [string, Uint8Array] => [`${i}.jpg`, picture]);
  Object.assign(proxy.counts, { requests: 0, bytes: 0, ms: 0 });
  Object.assign(proxy.weather, { delayMs, busy: BUSY });
  const begun = performance.now();
  const { batch_id } = await caller.submit(formOf(files));
  const acceptedAt = performance.now();
  // Each look is requests of its own: no more of them than the page makes.
  let status = await caller.status(batch_id);
  for (; status.status !== "completed"; status = await caller.status(batch_id)) await pause(LOOK_EVERY_MS);
  const { runs } = await caller.getJson<{ runs: Array<{ started_at: string }> }>(`/api/batches/${batch_id}`);
  const seconds = (Date.parse(status.completed_at as string) - Date.parse(runs[0]?.started_at ?? "")) / 1000;
  const { requests, bytes, ms } = proxy.counts;
  process.stderr.write(
    `${workers} workers, ${delayMs} ms: upload ${Math.round(acceptedAt - begun)} ms; ` +
      `an image: ${(requests / items).toFixed(2)} requests, ${Math.round(bytes / items)} bytes, ${Math.round(ms / items)} ms\n`,
  );
  return items / seconds;
}
