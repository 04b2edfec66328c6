import { appendFileSync, readFileSync } from "node:fs";
import { openBatchStore, readSchedule } from "@symphony/batch-store";
import type { BatchStore, KnownSchedule, ScheduleRecord } from "@symphony/batch-store";
import { logger, noop, progress, queues } from "@symphony/test-support/stubs";
import { runIfDue } from "../../../apps/worker/src/schedules/watch-schedules.ts";
import type { ScheduleDeps } from "../../../apps/worker/src/schedules/watch-schedules.ts";
import { resultOf } from "../support/small-batches.ts";

/*
 * The steps of a schedule's run, taken by the product's own code with neither Redis nor a shop, so that a process can
 * be killed at each of its system calls.
 */

export const SCHEDULE = "5c4e0d1e-0000-4000-8000-000000000001";
export const URLS = Array.from({ length: 6 }, (_, i) => `https://shop.example/${i}.jpg`);

/** Alarms are lines of this file: a stand-in for a receiver. */
const alarmsOf = (root: string): string => `${root}.alarms`;

export function readAlarms(root: string): string[] {
  try {
    return readFileSync(alarmsOf(root), "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

function depsOf(store: BatchStore, root: string, workerId: string, content: string): ScheduleDeps {
  const http = {
    check: (url: string) => new URL(url),
    async request(_url: URL, { body }: { body: string }) {
      appendFileSync(alarmsOf(root), `${(JSON.parse(body) as { delivery: string }).delivery}\n`);
      return { statusCode: 204, discard: noop };
    },
  };
  const alarm = { mail: undefined, webhook: { http, secret: "secret" }, publicUrl: "", attempts: 3, firstPauseMs: 1 };
  const web = { validatorOf: async () => content };
  return {
    store,
    queues,
    progress,
    logger,
    workerId,
    everyMs: 1,
    leaseMs: 60_000,
    alarm: { ...alarm, logger },
    lister: { web, buckets: new Map(), scratch: "/nowhere", maxItems: 100 },
  } as unknown as ScheduleDeps;
}

/** @param content of all images */
export async function takeScheduleStep(root: string, workerId: string, content: string): Promise<void> {
  const store = await openBatchStore(root);
  // The worker that had the run has been silent for long.
  const version = (await readSchedule(store.sources, SCHEDULE))?.version ?? 0;
  const sightings = new Map([[SCHEDULE, { version, since: -Infinity }]]);
  await runIfDue(depsOf(store, root, workerId, content), sightings, SCHEDULE, new AbortController().signal);
}

export const readState = async (root: string): Promise<KnownSchedule | undefined> =>
  readSchedule((await openBatchStore(root)).sources, SCHEDULE);

export async function makeDue(root: string): Promise<void> {
  const store = await openBatchStore(root);
  const found = await readSchedule(store.sources, SCHEDULE);
  const { version = 0, ...record } = found ?? { ...NEW };
  const due = { ...record, due_at: new Date(Date.now() - 1_000).toISOString() } as ScheduleRecord;
  await store.sources.update("schedules", SCHEDULE, version as number, due);
}

const NEW = {
  name: "a shop",
  source: { kind: "urls", urls: URLS },
  every_hours: 24,
  client_id: null,
  alarm: { rise: 0.1, email: null, webhook_url: "https://receiver.example/hook" },
  paused: false,
  created_at: "2026-01-01T00:00:00.000Z",
  created_by: "admin",
  due_at: "2026-01-01T00:00:00.000Z",
  runs: [],
  run: null,
  snapshot: null,
  failures: 0,
  removed_at: null,
  version: 0,
};

/** Gives each image of the batches that are not finished a result, and finishes them. */
export async function finishBatches(root: string, verdict: "Valid" | "Invalid"): Promise<void> {
  const store = await openBatchStore(root);
  for (const id of await store.list()) {
    const manifest = await store.manifest(id);
    if (manifest === undefined || (await store.final(id)) !== undefined) continue;
    for (const [seq, url] of URLS.entries()) {
      const record = resultOf(manifest, seq, url, true);
      await store.results.putIfAbsent({ ...record, result: { ...record.result, Is_Valid: verdict } });
    }
    await store.finish(manifest);
  }
}

/** Batches of the schedule. */
export async function batchesOf(root: string): Promise<string[]> {
  const store = await openBatchStore(root);
  const ids = await store.list();
  const manifests = await Promise.all(ids.map((id) => store.manifest(id)));
  return ids.filter((_, nth) => manifests[nth]?.schedule?.id === SCHEDULE);
}
