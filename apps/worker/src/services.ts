import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openScratchFolder, openStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { closeRedis, createProgress, openQueues, openRedis, tryRedisLogin } from "@symphony/messaging";
import type { Progress, Queues, Redis } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { startPendingListWriter } from "./batch/pending-list-writer.ts";
import type { PendingListWriter } from "./batch/pending-list-writer.ts";
import { openImageSource } from "./chunk/image-source.ts";
import { openBrandFiles } from "./brands/brand-files.ts";
import type { BrandFiles } from "./brands/brand-files.ts";
import type { ImageSource } from "./chunk/image-source.ts";
import { INSPECTIONS_IN_FLIGHT } from "./config.ts";
import type { WorkerConfig } from "./config.ts";
import { createFairFetcher } from "./fetch/fair-fetcher.ts";
import { openFetcher } from "./fetch/open-fetcher.ts";
import { openInspector } from "./inference/inspector.ts";
import type { Inspector } from "./inference/inspector.ts";

/** What the jobs of a worker share. */
export interface Services {
  store: BatchStore;
  redis: Redis;
  queues: Queues;
  progress: Progress;
  inspector: Inspector;
  images: ImageSource;
  brandFiles: BrandFiles;
  pendingLists: PendingListWriter;
  /** A folder of this worker alone. */
  scratchDir: string;
  logger: Logger;
  onError(error: unknown): void;
  close(): Promise<void>;
}

export interface ServiceOptions {
  config: WorkerConfig;
  logger: Logger;
  /** Whether jobs continue the trace they were added in. */
  tracing: boolean;
}

/** @throws {CascadeError} when the models cannot be used @throws {StoreError} when the store cannot @throws {RedisError} when Redis refuses the login */
export async function openServices({ config, logger, tracing }: ServiceOptions): Promise<Services> {
  const onError = (error: unknown): void => logger.warn({ err: error }, "worker:error");
  const store = await openStore(config);
  await store.removeAbandoned();
  // Without room, or without Redis, the worker works as far as it can.
  await store
    .check()
    .then(() => store.admit(0))
    .catch((error: unknown) => logger.warn({ err: error }, "storage:unusable"));
  const reason = await tryRedisLogin(config.REDIS_URL);
  if (reason !== undefined) logger.warn({ reason }, "redis:unreachable");
  const inspector = await openWorkerInspector(config, logger);
  const redis = openRedis(config.REDIS_URL, "queue", onError);
  const queues = openQueues(redis, tracing);
  const progress = createProgress(redis);
  const scratch = await openScratchFolder();
  const images = await openImageSource(store, openWorkerFetcher(config), join(scratch.dir, "images"));
  const brandFiles = await openBrandFiles(store, inspector, join(scratch.dir, "brands"));
  const pendingLists = startPendingListWriter({ store, progress, onError });

  return {
    store,
    redis,
    queues,
    progress,
    inspector,
    images,
    brandFiles,
    pendingLists,
    scratchDir: scratch.dir,
    logger,
    onError,
    async close() {
      await pendingLists.close();
      await Promise.all([inspector.close(), images.close(), brandFiles.close()]);
      await queues.close();
      await closeRedis(redis);
      await scratch.close();
    },
  };
}

const openWorkerInspector = (config: WorkerConfig, logger: Logger): Promise<Inspector> =>
  openInspector({
    entry: fileURLToPath(new URL("./inference-child.js", import.meta.url)),
    modelsDir: config.MODELS_DIR,
    confidenceThreshold: config.CONFIDENCE_THRESHOLD,
    maxPixels: config.MAX_IMAGE_PIXELS,
    maxFileBytes: config.MAX_FILE_BYTES,
    viewMaxSide: config.VIEW_MAX_SIDE,
    timeoutMs: config.JUDGE_TIMEOUT_MS,
    inFlight: INSPECTIONS_IN_FLIGHT,
    providers: config.ORT_PROVIDERS,
    onOutput: (line) => logger.warn({ line }, "inference:output"),
  });

const openWorkerFetcher = (config: WorkerConfig) =>
  createFairFetcher(
    openFetcher(
      {
        maxBytes: config.MAX_FILE_BYTES,
        timeoutMs: config.URL_FETCH_TIMEOUT_MS,
        allowCidrs: config.URL_FETCH_ALLOW_CIDRS,
        userAgent: config.URL_FETCH_USER_AGENT,
        headersByHost: config.URL_FETCH_HEADERS,
        retryAfterMaxMs: config.URL_RETRY_AFTER_MAX_MS,
      },
      config.SOURCE_BUCKETS,
    ),
    {
      inFlight: config.URL_FETCHES_IN_FLIGHT,
      perHost: config.URL_FETCHES_PER_HOST,
      perBatch: config.URL_FETCHES_PER_BATCH,
      perCaller: config.URL_FETCHES_PER_CALLER,
    },
  );
