import type { MaintenanceJob } from "@symphony/messaging";
import { randomUUID } from "node:crypto";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { holdOnForSteps, openBatchStore, removeStaleChecks } from "@symphony/batch-store";
import {
  closeRedis,
  createResultIndex,
  createMailLimit,
  createPresence,
  createProgress,
  openChunkWorker,
  openEmailWorker,
  openFinishWorker,
  openMaintenanceWorker,
  openQueues,
  openRedis,
  openWebhookWorker,
  startMetricsReports,
} from "@symphony/messaging";
import type { QueueWorker } from "@symphony/messaging";
import {
  createLogger,
  createMetrics,
  mailHostOf,
  runMain,
  startTracing,
  stopOnSignals,
  watchEventLoopStalls,
  withinMs,
} from "@symphony/service";
import { createResultCache } from "./chunk/result-cache.ts";
import { INSPECTIONS_IN_FLIGHT, readWorkerConfig } from "./config.ts";
import { createExpiry } from "./batch/expiry.ts";
import { openUrlFetcher } from "./fetch/fetch-url.ts";
import { createFinalizer } from "./batch/finalize.ts";
import { openHttpClient } from "./http-client/http-client.ts";
import { createJobErrorHandler } from "./job-error-handler.ts";
import { openImageSource } from "./chunk/image-source.ts";
import { openInspector } from "./inference/inspector.ts";
import { startMaintenanceScheduler } from "./batch/maintenance-scheduler.ts";
import { openMailer } from "./mail/mailer.ts";
import { createMailSender } from "./mail/send-mail.ts";
import { startPendingListWriter } from "./batch/pending-list-writer.ts";
import { createChunkProcessor } from "./chunk/process-chunk.ts";
import { createRecovery } from "./batch/recovery.ts";
import { createWebhookSender } from "./webhook/send-webhook.ts";
import { createWebhookStarter } from "./webhook/start-webhook.ts";
import { createWorkerMetrics } from "./worker-metrics.ts";

const HOUR_MS = 3_600_000;
/** Webhooks only wait for others: a slow receiver must not hold up the rest. */
const WEBHOOKS_IN_FLIGHT = 8;

runMain(async () => {
  const config = readWorkerConfig();
  const logger = createLogger("worker", config.LOG_LEVEL);
  const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const onError = (error: unknown): void => logger.warn({ err: error }, "worker:error");

  const tracing = await startTracing("worker", config.OTEL_EXPORTER_OTLP_ENDPOINT);
  holdOnForSteps();
  const store = await openBatchStore(config.EXPORTS_DIR, config.DISK_RESERVE_BYTES);
  await removeStaleChecks(config.EXPORTS_DIR);
  const inspector = await openInspector({
    entry: fileURLToPath(new URL("./inference-child.js", import.meta.url)),
    modelsDir: config.MODELS_DIR,
    confidenceThreshold: config.CONFIDENCE_THRESHOLD,
    maxPixels: config.MAX_IMAGE_PIXELS,
    maxFileBytes: config.MAX_FILE_BYTES,
    timeoutMs: config.JUDGE_TIMEOUT_MS,
    inFlight: INSPECTIONS_IN_FLIGHT,
    providers: config.ORT_PROVIDERS,
  });
  const redis = openRedis(config.REDIS_URL, "queue", onError);
  const [progress, queues, presence] = [createProgress(redis), openQueues(redis, tracing.on), createPresence(redis)];
  const images = await openImageSource(
    store,
    openUrlFetcher({
      maxBytes: config.MAX_FILE_BYTES,
      timeoutMs: config.URL_FETCH_TIMEOUT_MS,
      allowCidrs: config.URL_FETCH_ALLOW_CIDRS,
    }),
    join(tmpdir(), `symphony-worker-${workerId}`),
  );
  const pendingLists = startPendingListWriter({ store, progress, onError });
  const mailer = config.SMTP_SERVER === undefined ? undefined : openMailer(config, config.SMTP_SERVER);
  const mailHost = mailer && mailHostOf(config.SENDER_EMAIL);
  const measured = createMetrics("worker", workerId);
  const metrics = createWorkerMetrics(measured);
  watchEventLoopStalls(logger, measured);
  const reports = startMetricsReports(redis, workerId, measured.snapshot, onError);
  const startWebhook = createWebhookStarter(store, queues, {
    attempts: config.WEBHOOK_ATTEMPTS,
    firstPauseMs: config.WEBHOOK_FIRST_PAUSE_MS,
  });
  const shared = { store, progress, queues, logger, metrics, startWebhook };

  let stopping = false;
  const answers = config.REUSE_ANSWERS ? createResultIndex(redis, config.CLEANUP_AFTER_HOURS * HOUR_MS) : undefined;
  const answerBook = createResultCache({ store, answers, inspector, onError });
  const processChunk = createChunkProcessor({
    ...shared,
    inspector,
    images,
    answers: answerBook,
    isStopping: () => stopping,
    pendingLists,
    keepJudgedFiles: config.KEEP_JUDGED_FILES,
  });
  const finalize = createFinalizer({ ...shared, mailHost });
  const recover = createRecovery(shared);
  const expire = createExpiry({
    ...shared,
    exportsDir: config.EXPORTS_DIR,
    rules: { finishedHours: config.CLEANUP_AFTER_HOURS, pendingHours: config.PENDING_CLEANUP_AFTER_HOURS },
  });

  const maintain = ({ task }: MaintenanceJob): Promise<void> =>
    task === "clean-up" ? expire() : recover(task === "recover-all" ? "all" : "stuck");
  const watched = createJobErrorHandler(logger, onError);
  const options = { concurrency: 1, onError, tracing: tracing.on };
  const workers: QueueWorker[] = [
    openChunkWorker(redis, watched(processChunk), options),
    openFinishWorker(redis, watched(finalize), options),
    openMaintenanceWorker(redis, watched(maintain), options),
  ];

  if (mailer !== undefined) {
    const limit = createMailLimit(redis, config.MAIL_PER_RECIPIENT_PER_HOUR);
    workers.push(
      openEmailWorker(
        redis,
        watched(createMailSender({ store, mailer, limit, logger, metrics, settings: config })),
        options,
      ),
    );
  }
  const web = openHttpClient(config.URL_FETCH_ALLOW_CIDRS);
  if (config.WEBHOOK_SECRET !== undefined) {
    const sendWebhook = createWebhookSender({
      store,
      web,
      logger,
      secret: config.WEBHOOK_SECRET,
      attempts: config.WEBHOOK_ATTEMPTS,
    });
    workers.push(openWebhookWorker(redis, watched(sendWebhook), { ...options, concurrency: WEBHOOKS_IN_FLIGHT }));
  }

  const watch = startMaintenanceScheduler({
    redis,
    queues,
    presence,
    workerId,
    onError,
    recoverEveryMs: config.RECOVER_EVERY_MS,
    cleanUpEveryMs: config.CLEANUP_EVERY_MS,
    healthFile: config.HEALTH_FILE,
  });
  inspector.onFatal((error) => {
    logger.fatal({ err: error }, "worker:cannot judge any more");
    process.exit(1);
  });
  logger.info({ worker: workerId, brand: inspector.brand, stages: inspector.stageNames }, "worker:up");

  stopOnSignals(logger, async () => {
    stopping = true;
    watch.stop();
    reports.stop();
    mailer?.close();
    await Promise.all(workers.map((worker) => worker.close()));
    await pendingLists.close();
    await presence.leave(workerId);
    await Promise.all([inspector.close(), images.close(), web.close()]);
    await queues.close();
    await closeRedis(redis);
    await withinMs(1_000, tracing.close());
  });
});
