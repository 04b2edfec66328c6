import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { openBatchStore, removeStaleStagings, setExt4TopDirectory } from "@symphony/batch-store";
import {
  closeRedis,
  createMailLimit,
  createPresence,
  createProgress,
  openBus,
  openQueues,
  openRedis,
  startMetricsReports,
} from "@symphony/messaging";
import {
  createAddressReader,
  createLogger,
  createMetrics,
  runMain,
  startTracing,
  stopOnSignals,
  watchEventLoopStalls,
  withinMs,
} from "@symphony/service";
import { createApp } from "./app.ts";
import { readApiConfig } from "./config.ts";
import { tunnelUpgrades } from "./http/gateway-tunnel.ts";
import { createLedgerProgressReader } from "./batches/ledger-progress.ts";
import { createFileThreads } from "./upload/file-threads.ts";

const HEADERS_TIMEOUT_MS = 10_000;
/** A connection on which nothing moves for this long is given up, whatever it was doing. */
const SOCKET_IDLE_TIMEOUT_MS = 120_000;
const MAX_CONNECTIONS = 10_000;
/** Requests in hand get this long to end when the process is told to stop. */
const DRAIN_MS = 10_000;

runMain(async () => {
  const config = readApiConfig();
  const logger = createLogger("api", config.LOG_LEVEL);
  const onError = (error: unknown): void => logger.warn({ err: error }, "redis:error");

  const tracing = await startTracing("api", config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const store = await openBatchStore(config.EXPORTS_DIR, config.DISK_RESERVE_BYTES);
  const spread = await setExt4TopDirectory(config.EXPORTS_DIR);
  logger.debug({ spread }, "staging:has a part of the disk for each upload");
  const stale = await removeStaleStagings(config.EXPORTS_DIR);
  if (stale > 0) logger.info({ stale }, "staging:removed what a dead process left");

  const redis = openRedis(config.REDIS_URL, "fail-fast", onError);
  const queues = openQueues(redis, tracing.on);
  const bus = openBus(config.REDIS_URL, onError);
  // Batches accepted while Redis was away, or just before a crash, are on disk only: have them looked for.
  redis.on("ready", () => void queues.addMaintenance("recover-all").catch(onError));

  const processId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const metrics = createMetrics("api", processId);
  watchEventLoopStalls(logger, metrics);
  // A Redis that is away is reported by its own connection.
  const reports = startMetricsReports(redis, processId, metrics.snapshot, () => undefined);
  const deps = {
    config,
    logger,
    store,
    redis,
    queues,
    bus,
    metrics,
    processId,
    readLedgerProgress: createLedgerProgressReader(store),
    progress: createProgress(redis),
    presence: createPresence(redis),
    fileThreads: createFileThreads(new URL("./file-thread.js", import.meta.url)),
    mailLimit: createMailLimit(redis, config.MAIL_PER_RECIPIENT_PER_HOUR),
  };
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: config.UPLOAD_TIMEOUT_MS },
    createApp(deps),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(SOCKET_IDLE_TIMEOUT_MS);
  if (config.GATEWAY_URL !== undefined)
    tunnelUpgrades(server, config.GATEWAY_URL, createAddressReader(config.TRUST_PROXY));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  logger.info({ port: (server.address() as AddressInfo).port }, "api:up");

  stopOnSignals(logger, async () => {
    reports.stop();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await withinMs(DRAIN_MS, closed);
    server.closeAllConnections();
    await withinMs(1_000, queues.close());
    await bus.close();
    await closeRedis(redis);
    await deps.fileThreads.close();
    await withinMs(1_000, tracing.close());
  });
});
