import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { nameOfStore, StoreError } from "@symphony/batch-store";
import { claimRedisFor, createPresence, ForeignStoreError, RedisError, startMetricsReports } from "@symphony/messaging";
import {
  createLogger,
  createMetrics,
  logWarnings,
  runMain,
  startTracing,
  stopOnSignals,
  watchEventLoopStalls,
  withinMs,
} from "@symphony/service";
import { startHeartbeat } from "./batch/heartbeat.ts";
import { startMaintenanceScheduler } from "./batch/maintenance-scheduler.ts";
import { CascadeError } from "./cascade/cascade-error.ts";
import { readWorkerConfig } from "./config.ts";
import { openQueueWorkers } from "./queue-workers.ts";
import { openSchedules } from "./schedules/open-schedules.ts";
import { openServices } from "./services.ts";
import { createWorkerMetrics } from "./worker-metrics.ts";

const TRACES_WAIT_MS = 1_000;

runMain(async () => {
  const config = readWorkerConfig();
  const logger = createLogger("worker", config.LOG_LEVEL);
  logWarnings(logger);
  const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const tracing = await startTracing("worker", config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const services = await openServices({ config, logger, tracing: tracing.on });
  const { redis, queues, inspector, onError } = services;
  const store = { id: services.store.id, folder: nameOfStore(config) };
  await claimRedisFor(redis, store);

  const measured = createMetrics("worker", workerId);
  watchEventLoopStalls(logger, measured);
  const reports = startMetricsReports(redis, workerId, measured.snapshot, onError);
  const metrics = createWorkerMetrics(measured);
  const workers = openQueueWorkers({ ...services, config, metrics, tracing: tracing.on });
  const schedules = await openSchedules({ ...services, config, workerId });
  const presence = createPresence(redis);
  const heartbeat = startHeartbeat({
    presence,
    workerId,
    inspector,
    healthFile: config.HEALTH_FILE,
    onError,
  });
  const scheduler = startMaintenanceScheduler({
    redis,
    store,
    queues,
    recoverEveryMs: config.RECOVER_EVERY_MS,
    cleanUpEveryMs: config.CLEANUP_EVERY_MS,
    onError,
  });
  inspector.onFatal((error) => {
    logger.fatal({ err: error }, "inspector:stopped");
    process.exit(1);
  });
  logger.info({ worker: workerId, brand: inspector.brand, stages: inspector.stageNames }, "worker:up");

  stopOnSignals(logger, async () => {
    for (const each of [heartbeat, scheduler, reports]) each.stop();
    await Promise.all([workers.close(), schedules.close()]);
    await presence.leave(workerId);
    await services.close();
    await withinMs(TRACES_WAIT_MS, tracing.close());
  });
}, [StoreError, RedisError, CascadeError, ForeignStoreError]);
