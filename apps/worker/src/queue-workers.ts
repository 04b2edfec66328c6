import { fileURLToPath } from "node:url";
import type { Lane, MaintenanceJob, QueueWorker } from "@symphony/messaging";
import {
  createMailLimit,
  createMailWindow,
  createResultIndex,
  openChunkWorker,
  openEmailWorker,
  openEstimateWorker,
  openFinishWorker,
  openMaintenanceWorker,
  openWebhookWorker,
  openWriteBackWorker,
} from "@symphony/messaging";
import { mailHostOf } from "@symphony/service";
import { createExpiry } from "./batch/expiry.ts";
import { finishRemovals } from "./batch/finish-removals.ts";
import { createFinalizer } from "./batch/finalize.ts";
import { createRecovery } from "./batch/recovery.ts";
import { createSelfCheck } from "./batch/self-check.ts";
import { createResultsWriter } from "./batch/write-results-back.ts";
import { createEstimator, recoverEstimates } from "./brands/estimate/make-estimates.ts";
import { createChunkProcessor } from "./chunk/process-chunk.ts";
import { createResultCache } from "./chunk/result-cache.ts";
import {
  CHUNKS_IN_FLIGHT,
  SINGLES_IN_FLIGHT,
  SINGLE_URLS_IN_FLIGHT,
  URL_CHUNKS_IN_FLIGHT,
  WEBHOOKS_IN_FLIGHT,
} from "./config.ts";
import type { WorkerConfig } from "./config.ts";
import { openHttpClient } from "./http-client/http-client.ts";
import { createJobErrorHandler } from "./job-error-handler.ts";
import { openMailer } from "./mail/mailer.ts";
import { createMailSender } from "./mail/send-mail.ts";
import type { Services } from "./services.ts";
import { createWebhookSender } from "./webhook/send-webhook.ts";
import { createWebhookStarter } from "./webhook/start-webhook.ts";
import type { WorkerMetrics } from "./worker-metrics.ts";

const HOUR_MS = 3_600_000;
/** Chunks at once, by lane: what waits for other servers, and what callers wait for, have slots of their own. */
const LANES: ReadonlyArray<[Lane, number]> = [
  ["files", CHUNKS_IN_FLIGHT],
  ["urls", URL_CHUNKS_IN_FLIGHT],
  ["single-files", SINGLES_IN_FLIGHT],
  ["single-urls", SINGLE_URLS_IN_FLIGHT],
];
/** One bucket that hangs does not hold up the others. */
const WRITE_BACKS_IN_FLIGHT = 8;
/** A self-check reads everything and must not hold up recovery. */
const MAINTENANCE_IN_FLIGHT = 2;
/** The end of a large batch takes minutes, and holds up no small one. */
const FINISHES_IN_FLIGHT = 4;
/** The system was down when so many searches for expired batches were missed, and a minute passed. */
const OUTAGE_SEARCHES = 3;
const OUTAGE_MIN_MS = 60_000;

export interface QueueWorkerDeps extends Services {
  config: WorkerConfig;
  metrics: WorkerMetrics;
  tracing: boolean;
}

/** Takes jobs of all kinds. `close` takes no more and waits for those in flight, without a limit. */
export function openQueueWorkers(deps: QueueWorkerDeps): QueueWorker {
  let stopping = false;
  const workers = [
    ...openBatchWorkers(deps, () => stopping),
    ...openMailWorker(deps),
    ...openWebhookSender(deps),
    ...openResultsWriter(deps),
    openEstimator(deps),
  ];
  return {
    async close() {
      stopping = true;
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

const optionsOf = ({ onError, tracing }: QueueWorkerDeps) => ({ concurrency: 1, onError, tracing });

function openBatchWorkers(deps: QueueWorkerDeps, isStopping: () => boolean): QueueWorker[] {
  const { config, store, redis, queues, logger, onError } = deps;
  const startWebhook = createWebhookStarter(store, queues, {
    attempts: config.WEBHOOK_ATTEMPTS,
    firstPauseMs: config.WEBHOOK_FIRST_PAUSE_MS,
  });
  const index = config.RESULT_CACHE ? createResultIndex(redis, config.CLEANUP_AFTER_HOURS * HOUR_MS) : undefined;
  const processChunk = createChunkProcessor({
    ...deps,
    cache: createResultCache({ ...deps, index }),
    keepOriginals: config.KEEP_ORIGINALS,
    keepInspectedFiles: config.KEEP_JUDGED_FILES,
    isStopping,
  });
  const mailHost = config.SMTP_SERVER === undefined ? undefined : mailHostOf(config.SENDER_EMAIL);
  const buckets = config.SOURCE_BUCKETS;
  const finalize = createFinalizer({ ...deps, startWebhook, mailHost, buckets });
  const recover = createRecovery({ ...deps, startWebhook, buckets });
  const expire = createExpiry({
    ...deps,
    rules: {
      finishedHours: config.CLEANUP_AFTER_HOURS,
      pendingHours: config.PENDING_CLEANUP_AFTER_HOURS,
      auditDays: config.AUDIT_KEEP_DAYS,
      outageMs: OUTAGE_SEARCHES * config.CLEANUP_EVERY_MS + OUTAGE_MIN_MS,
    },
  });
  const tasks: Record<MaintenanceJob["task"], () => Promise<void>> = {
    "recover-all": () => recover("all").then(() => recoverEstimates(deps)),
    "recover-stuck": () =>
      finishRemovals(deps)
        .then(() => recover("stuck"))
        .then(() => recoverEstimates(deps)),
    "clean-up": () => finishRemovals(deps).then(expire),
    "self-check": createSelfCheck({ ...deps, isStopping }),
  };

  const handled = createJobErrorHandler(logger, onError);
  const options = optionsOf(deps);
  return [
    ...LANES.map(([lane, concurrency]) =>
      openChunkWorker(
        redis,
        handled((job) => processChunk(job, lane)),
        { ...options, concurrency },
        lane,
      ),
    ),
    openFinishWorker(redis, handled(finalize), { ...options, concurrency: FINISHES_IN_FLIGHT }),
    openMaintenanceWorker(
      redis,
      handled(({ task }) => tasks[task]()),
      { ...options, concurrency: MAINTENANCE_IN_FLIGHT },
    ),
  ];
}

/** One at a time: each takes a core for a minute or two. */
function openEstimator(deps: QueueWorkerDeps): QueueWorker {
  const [entry, learnEntry] = ["estimate-child.js", "learn-child.js"].map((file) =>
    fileURLToPath(new URL(`./${file}`, import.meta.url)),
  ) as [string, string];
  const { CONFIDENCE_THRESHOLD: confidenceThreshold, BRAND_ESTIMATE_MS: timeLimitMs } = deps.config;
  const estimator = createEstimator({ ...deps, entry, learnEntry, confidenceThreshold, timeLimitMs });
  const handled = createJobErrorHandler(deps.logger, deps.onError)(estimator.make);
  const worker = openEstimateWorker(deps.redis, handled, optionsOf(deps));
  return {
    async close() {
      estimator.stop();
      await worker.close();
    },
  };
}

/** Nothing is written to buckets that no setting allows it for. */
function openResultsWriter(deps: QueueWorkerDeps): QueueWorker[] {
  const { config, redis, logger, onError } = deps;
  const buckets = config.SOURCE_BUCKETS;
  if (![...buckets.values()].some(({ writeResults }) => writeResults)) return [];
  const writer = createResultsWriter({ ...deps, buckets });
  const handled = createJobErrorHandler(logger, onError)(writer.write);
  const worker = openWriteBackWorker(redis, handled, { ...optionsOf(deps), concurrency: WRITE_BACKS_IN_FLIGHT });
  return [
    {
      async close() {
        writer.close();
        await worker.close();
      },
    },
  ];
}

/** No mail is sent without a mail server. */
function openMailWorker(deps: QueueWorkerDeps): QueueWorker[] {
  const { config, redis, logger, onError } = deps;
  if (config.SMTP_SERVER === undefined) return [];
  const mailer = openMailer(config, config.SMTP_SERVER);
  const limit = createMailLimit(redis, config.MAIL_PER_RECIPIENT_PER_HOUR);
  const { MAIL_DIGEST_WINDOW_MS: windowMs } = config;
  const window = windowMs === 0 ? undefined : createMailWindow(redis, windowMs);
  const sendMail = createMailSender({ ...deps, mailer, limit, window, settings: config });
  const worker = openEmailWorker(redis, createJobErrorHandler(logger, onError)(sendMail), optionsOf(deps));
  return [
    {
      async close() {
        // The mail in flight is aborted: recovery sends it again with the same Message-ID.
        mailer.close();
        await worker.close();
      },
    },
  ];
}

/** No webhook is sent without a secret to sign it with. */
function openWebhookSender(deps: QueueWorkerDeps): QueueWorker[] {
  const { config, redis, logger, onError } = deps;
  if (config.WEBHOOK_SECRET === undefined) return [];
  const http = openHttpClient(config.URL_FETCH_ALLOW_CIDRS);
  const sendWebhook = createWebhookSender({
    ...deps,
    http,
    secret: config.WEBHOOK_SECRET,
    attempts: config.WEBHOOK_ATTEMPTS,
  });
  const handled = createJobErrorHandler(logger, onError)(sendWebhook);
  const worker = openWebhookWorker(redis, handled, { ...optionsOf(deps), concurrency: WEBHOOKS_IN_FLIGHT });
  return [
    {
      async close() {
        await worker.close();
        await http.close();
      },
    },
  ];
}
