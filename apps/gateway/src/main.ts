import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import {
  closeRedis,
  createProgress,
  createRateLimiter,
  openBus,
  openRedis,
  startMetricsReports,
} from "@symphony/messaging";
import { createLogger, createMetrics, runMain, stopOnSignals, watchEventLoopStalls, withinMs } from "@symphony/service";
import { readGatewayConfig, RESYNC_EVERY_MS } from "./config.ts";
import { createRooms, RESYNC_TURNS } from "./rooms.ts";
import { createGatewayServer } from "./server.ts";

const CLOSE_WAIT_MS = 2_000;

runMain(async () => {
  const config = readGatewayConfig();
  const logger = createLogger("gateway", config.LOG_LEVEL);
  const onError = (error: unknown): void => logger.warn({ err: error }, "gateway:error");

  // All rooms of a turn ask at once.
  const redis = openRedis(config.REDIS_URL, "queue", onError, true);
  const bus = openBus(config.REDIS_URL, onError);
  const rooms = createRooms(bus, createProgress(redis), onError);
  const perMinute = config.RATE_LIMIT_SOCKETS_PER_MINUTE;
  const limiter = perMinute === 0 ? undefined : createRateLimiter(redis, "sockets", perMinute);
  const server = createGatewayServer(config, limiter, rooms, onError);
  const processId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const metrics = createMetrics("gateway", processId);
  watchEventLoopStalls(logger, metrics);
  metrics.gauge("sockets", "WebSocket connections now", server.sockets);
  const reports = startMetricsReports(redis, processId, metrics.snapshot, onError);
  let looking: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    looking ??= rooms
      .resync()
      .catch(onError)
      .finally(() => (looking = undefined));
  }, RESYNC_EVERY_MS / RESYNC_TURNS);

  await new Promise<void>((resolve, reject) => {
    server.http.once("error", reject);
    server.http.listen(config.PORT, config.HOST, resolve);
  });
  logger.info({ port: (server.http.address() as AddressInfo).port }, "gateway:up");

  stopOnSignals(logger, async () => {
    clearInterval(timer);
    reports.stop();
    await withinMs(CLOSE_WAIT_MS, server.close());
    await bus.close();
    await closeRedis(redis);
  });
});
