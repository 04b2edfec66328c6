import { Readable } from "node:stream";
import { Problem } from "@symphony/contract";
import { readMetricsReports } from "@symphony/messaging";
import { createKeyCheck, withinMs } from "@symphony/service";
import type { Reading } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";
import { sharedBy } from "./shared-reading.ts";

const REDIS_WAIT_MS = 2_000;
/** Prometheus asks every few seconds; who asks more often gets the same numbers. */
const SHARED_MS = 1_000;

/** The metrics of every process in the format of Prometheus; while Redis is away, only those of this process. */
export async function metrics({ request }: Call<undefined, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!createKeyCheck(deps.config.METRICS_TOKEN)(token))
    throw new Problem("unauthorized", "Send the metrics token as a bearer token.");
  return {
    status: 200,
    stream: Readable.from([await readText(deps)]),
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  };
}

const readText = sharedBy(SHARED_MS, async (deps: ApiDeps): Promise<string> => {
  const [reports, shared, capacity] = await Promise.all([
    withinMs(REDIS_WAIT_MS, readMetricsReports(deps.redis, deps.processId)).catch(() => undefined),
    withinMs(REDIS_WAIT_MS, readShared(deps)).catch(() => undefined),
    readCapacity(deps).catch(() => []),
  ]);
  const redisUp: Reading = {
    name: "redis_up",
    help: "Whether Redis responds",
    values: [{ value: shared === undefined ? 0 : 1 }],
  };
  return deps.metrics.expose(reports ?? [], [redisUp, ...(shared ?? []), ...capacity]);
});

async function readShared({ queues, progress, presence }: ApiDeps): Promise<Reading[]> {
  const [stats, backlog, workers] = await Promise.all([queues.stats(), progress.backlog(), presence.count()]);
  const jobs = stats.flatMap(({ queue, counts }) =>
    Object.entries(counts).map(([state, value]) => ({ labels: { queue, state }, value })),
  );
  const oldest = stats.map(({ queue, oldestMs }) => ({ labels: { queue }, value: oldestMs / 1000 }));
  return [
    { name: "queue_jobs", help: "Jobs by queue and state; failed ones are the kept history", values: jobs },
    { name: "queue_oldest_seconds", help: "Age of the next job or of the longest running one", values: oldest },
    {
      name: "batches_unfinished",
      help: "Batches with work left, paused ones too",
      values: [{ value: backlog.batches }],
    },
    {
      name: "batch_oldest_seconds",
      help: "Time since the oldest unfinished batch was accepted",
      values: [{ value: backlog.oldestMs / 1000 }],
    },
    { name: "workers_ready", help: "Workers alive with their models loaded", values: [{ value: workers }] },
  ];
}

async function readCapacity({ store }: ApiDeps): Promise<Reading[]> {
  const { freeBytes, totalBytes, freeFiles } = await store.capacity();
  return [
    { name: "exports_free_bytes", help: "Free space where batches are stored", values: [{ value: freeBytes }] },
    {
      name: "exports_size_bytes",
      help: "Size of the file system where batches are stored",
      values: [{ value: totalBytes }],
    },
    { name: "exports_free_files", help: "Files that can still be created there", values: [{ value: freeFiles }] },
  ];
}
