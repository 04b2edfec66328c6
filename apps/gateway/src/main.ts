import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  closeRedis,
  createProgress,
  createRateLimiter,
  openBus,
  openRedis,
  RedisError,
  startMetricsReports,
  tryRedisLogin,
} from "@symphony/messaging";
import {
  createLogger,
  createMetrics,
  listenAt,
  logWarnings,
  runMain,
  stopOnSignals,
  watchEventLoopStalls,
  withinMs,
} from "@symphony/service";
import { readGatewayConfig, RESYNC_EVERY_MS } from "./config.ts";
import { createGatewayServer } from "./server.ts";
import { createTopics } from "./topics.ts";
import { watchKeys } from "./watch-keys.ts";

/** The start does not wait longer for the API keys in Redis; they come with the next reading. */
const FIRST_KEYS_WAIT_MS = 1_000;

/** Sockets get this long to close before the process exits. */
const CLOSE_TIMEOUT_MS = 2_000;

runMain(async () => {
  const config = readGatewayConfig();
  const logger = createLogger("gateway", config.LOG_LEVEL);
  logWarnings(logger);
  const onError = (error: unknown): void => logger.warn({ err: error }, "gateway:error");

  const reason = await tryRedisLogin(config.REDIS_URL);
  if (reason !== undefined) logger.warn({ reason }, "redis:unreachable");
  // Auto-pipelining: topics that are compared at once send their commands together.
  const redis = openRedis(config.REDIS_URL, "queue", onError, true);
  const bus = openBus(config.REDIS_URL, onError);
  const topics = createTopics(bus, createProgress(redis), onError);
  const perMinute = config.RATE_LIMIT_SOCKETS_PER_MINUTE;
  const limiter = perMinute === 0 ? undefined : createRateLimiter(redis, "sockets", perMinute);
  const keys = watchKeys(redis, config.API_KEYS, () => server.dropRefused(), onError);
  const server = createGatewayServer(config, limiter, keys, topics, onError);
  await withinMs(FIRST_KEYS_WAIT_MS, keys.refresh()).catch(onError);
  const processId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const metrics = createMetrics("gateway", processId);
  watchEventLoopStalls(logger, metrics);
  metrics.gauge("sockets", "Open WebSocket connections", server.sockets);
  const reports = startMetricsReports(redis, processId, metrics.snapshot, onError);
  const resyncTimer = setInterval(() => void topics.resync().catch(onError), RESYNC_EVERY_MS);

  logger.info({ port: await listenAt(server.http, config.PORT, config.HOST) }, "gateway:up");

  stopOnSignals(logger, async () => {
    clearInterval(resyncTimer);
    keys.stop();
    reports.stop();
    await withinMs(CLOSE_TIMEOUT_MS, server.close());
    await bus.close();
    await closeRedis(redis);
  });
}, [RedisError]);
