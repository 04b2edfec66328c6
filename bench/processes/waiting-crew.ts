// BENCH_CREW workers in one process, whose inspection is a wait of BENCH_WAIT_MS. Each has connections and a store of
// its own, and does everything else of a worker; a process for each would not fit on a small machine.
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "@symphony/batch-store";
import { createProgress, openQueues, openRedis } from "@symphony/messaging";
import { createLogger, createMetrics } from "../../packages/service/src/index.ts";
import { startPendingListWriter } from "../../apps/worker/src/batch/pending-list-writer.ts";
import { openBrandFiles } from "../../apps/worker/src/brands/brand-files.ts";
import { openImageSource } from "../../apps/worker/src/chunk/image-source.ts";
import { readWorkerConfig } from "../../apps/worker/src/config.ts";
import type { Inspector } from "../../apps/worker/src/inference/inspector.ts";
import { openQueueWorkers } from "../../apps/worker/src/queue-workers.ts";
import { createWorkerMetrics } from "../../apps/worker/src/worker-metrics.ts";
import { createTurns, WAITED } from "./waiting.ts";

const CREW = Number(process.env["BENCH_CREW"]);
/** What a photo leaves: a thumbnail and a view that is made. */
const THUMBNAIL = Buffer.alloc(5_000, 1);
const VIEW = { type: "jpeg", bytes: Buffer.alloc(40_000, 1) } as const;
const INSPECTION = { ...WAITED, brand: "bench", thumbnail: { type: "jpeg", bytes: THUMBNAIL }, view: VIEW } as const;

function waitingInspector(): Inspector {
  const nextTurn = createTurns();
  return {
    brand: "bench",
    stageNames: ["waiting"],
    fingerprint: "bench",
    installed: [],
    pid: process.pid,
    async inspect() {
      await sleep(nextTurn());
      return { ...INSPECTION, findings: [], detections: [] };
    },
    onFatal: () => undefined,
    close: async () => undefined,
  };
}

const config = readWorkerConfig();
const logger = createLogger("worker", "warn");
const metrics = createWorkerMetrics(createMetrics("worker", `crew-${process.pid}`));
const onError = (error: unknown): void => logger.warn({ err: error }, "worker:error");

async function startWorker(index: number): Promise<void> {
  const [store, inspector] = [await openStore(config), waitingInspector()];
  const redis = openRedis(config.REDIS_URL, "queue", onError);
  const progress = createProgress(redis);
  const scratch = `${process.env["BENCH_SCRATCH"]}/${process.pid}-${index}`;
  openQueueWorkers({
    store,
    redis,
    queues: openQueues(redis, false),
    progress,
    inspector,
    images: await openImageSource(store, undefined as never, scratch),
    brandFiles: await openBrandFiles(store, inspector, `${scratch}-brands`),
    pendingLists: startPendingListWriter({ store, progress, onError }),
    scratchDir: scratch,
    logger,
    onError,
    close: async () => undefined,
    config,
    metrics,
    tracing: false,
  });
}

process.on("SIGTERM", () => process.exit(0));
await Promise.all(Array.from({ length: CREW }, (_, index) => startWorker(index)));
console.log("crew:up");
