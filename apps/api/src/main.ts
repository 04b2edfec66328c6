import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { hostname } from "node:os";
import { nameOfStore, openStore, StoreError } from "@symphony/batch-store";
import {
  claimRedisFor,
  closeRedis,
  createMailLimit,
  createPresence,
  createProgress,
  ForeignStoreError,
  openBus,
  openQueues,
  openRedis,
  RedisError,
  startMetricsReports,
  tryRedisLogin,
} from "@symphony/messaging";
import {
  createAddressReader,
  createLogger,
  createMetrics,
  listenAt,
  logWarnings,
  relaySecretOf,
  runMain,
  startTracing,
  stopOnSignals,
  watchEventLoopStalls,
  withinMs,
} from "@symphony/service";
import { createApp } from "./app.ts";
import { createAudit } from "./audit/auditor.ts";
import { readApiConfig } from "./config.ts";
import { createIdentify } from "./http/access/identity.ts";
import { watchKeys } from "./http/access/watch-keys.ts";
import { tunnelUpgrades } from "./http/connections/gateway-tunnel.ts";
import { requireBodySpeed } from "./http/connections/body-speed.ts";
import { closeIdleSockets } from "./http/connections/idle-sockets.ts";
import { limitConnections } from "./http/connections/connection-limit.ts";
import { createBatchIndex } from "./batches/search/batch-index.ts";
import { requireOwnWatchDir, watchFolders } from "./sources/folders/watch-folders.ts";
import { createLedgerProgressReader } from "./batches/ledger-progress.ts";

const HEADERS_TIMEOUT_MS = 10_000;
/** A connection on which nothing moves for this long is closed, unless it waits for a response. */
const SOCKET_IDLE_TIMEOUT_MS = 120_000;
/** How often the two times above are checked. */
const TIMEOUTS_CHECKED_EVERY_MS = 5_000;
/** Time for running requests to end when the process is asked to stop. */
const DRAIN_MS = 10_000;

/** Redis may come after the start: the process must not take work into a store that no worker looks at. */
function refuseStart(error: ForeignStoreError): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const isLoopback = (host: string): boolean => /^(?:localhost|::1|127\.[\d.]+)$/.test(host);

runMain(async () => {
  const config = readApiConfig();
  const logger = createLogger("api", config.LOG_LEVEL);
  logWarnings(logger);
  const onError = (error: unknown): void => logger.warn({ err: error }, "redis:error");

  const tracing = await startTracing("api", config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const store = await openStore(config);
  await requireOwnWatchDir(config);
  const abandoned = await store.removeAbandoned();
  if (abandoned > 0) logger.info({ abandoned }, "staging:removed abandoned uploads");

  // Without room, or without Redis, the process works as far as it can.
  await store
    .check()
    .then(() => store.admit(0))
    .catch((error: unknown) => logger.warn({ err: error }, "storage:unusable"));
  const reason = await tryRedisLogin(config.REDIS_URL);
  if (reason !== undefined) logger.warn({ reason }, "redis:unreachable");

  const redis = openRedis(config.REDIS_URL, "fail-fast", onError);
  const queues = openQueues(redis, tracing.on);
  const bus = openBus(config.REDIS_URL, onError);
  // Batches accepted while Redis was away, or just before a crash, are in the ledger only: have them enqueued.
  const claim = { id: store.id, folder: nameOfStore(config) };
  redis.on(
    "ready",
    () =>
      void claimRedisFor(redis, claim)
        .then(() => queues.addMaintenance("recover-all"))
        .catch((error: unknown) => (error instanceof ForeignStoreError ? refuseStart(error) : onError(error))),
  );

  const processId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const metrics = createMetrics("api", processId);
  watchEventLoopStalls(logger, metrics);
  // The connection itself reports when Redis is away.
  const reports = startMetricsReports(redis, processId, metrics.snapshot, () => undefined);
  const keys = await watchKeys(store, redis, config.API_KEYS, onError);
  const identify = createIdentify(config, keys);
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
    identify,
    batchIndex: createBatchIndex(store),
    audit: createAudit(store, identify, logger),
    keys,
    mailLimit: createMailLimit(redis, config.MAIL_PER_RECIPIENT_PER_HOUR),
  };
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: config.UPLOAD_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
    },
    createApp(deps),
  );
  // None is left out: their bytes are limited, and a head that lost some means something else.
  server.maxHeadersCount = 0;
  limitConnections(server, config.MAX_CONNECTIONS_PER_ADDRESS, config.TRUST_PROXY);
  requireBodySpeed(server, config.MIN_BODY_BYTES_PER_S);
  closeIdleSockets(server, SOCKET_IDLE_TIMEOUT_MS, config.UPLOAD_TIMEOUT_MS);
  if (config.GATEWAY_URL !== undefined)
    tunnelUpgrades(server, {
      gatewayUrl: config.GATEWAY_URL,
      secret: relaySecretOf(config).secret,
      addressOf: createAddressReader(config.TRUST_PROXY),
    });
  const folders = watchFolders(deps);
  const port = await listenAt(server, config.PORT, config.HOST);
  logger.info({ port }, "api:up");
  if (!keys.isRequired() && !isLoopback(config.HOST))
    logger.warn(
      { host: config.HOST, port },
      "api:open to everybody who reaches this port, because there is no API key",
    );

  stopOnSignals(logger, async () => {
    reports.stop();
    keys.stop();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await withinMs(DRAIN_MS, Promise.all([closed, folders.stop()]));
    server.closeAllConnections();
    await withinMs(1_000, queues.close());
    await bus.close();
    await closeRedis(redis);
    await withinMs(1_000, tracing.close());
  });
}, [StoreError, RedisError]);
