export { createResultIndex } from "./result-index.ts";
export type { CachedResultLocation, ResultIndex } from "./result-index.ts";
export { openBus } from "./bus.ts";
export type { Bus } from "./bus.ts";
export { channels } from "./keys.ts";
export { claimEpoch, createPresence, PRESENCE_EVERY_MS } from "./presence.ts";
export type { Presence } from "./presence.ts";
export { createProgress, NOT_STARTED } from "./progress.ts";
export type { Counted, ProgressCursor, Progress, BatchProgress } from "./progress.ts";
export { createMailLimit } from "./mail-limit.ts";
export type { MailLimit } from "./mail-limit.ts";
export { readMetricsReports, startMetricsReports } from "./metrics-reports.ts";
export {
  CHUNK_ATTEMPTS,
  openChunkWorker,
  openEmailWorker,
  openFinishWorker,
  openMaintenanceWorker,
  openQueues,
  openWebhookWorker,
} from "./queues.ts";
export type { ChunkHandler, Outcome, Queue, Queues, QueueStats, QueueWorker, Tries } from "./queues.ts";
export { createRateLimiter } from "./rate-limit.ts";
export type { RateLimiter } from "./rate-limit.ts";
export { closeRedis, mayEvict, openRedis } from "./redis.ts";
export type { Redis } from "./redis.ts";
export { encodeWire } from "./wire.ts";
export type { WireEvent } from "./wire.ts";
export { allItems } from "./chunks.ts";
export type { ChunkJob, EmailJob, FinishJob, MaintenanceJob, WebhookJob } from "./jobs.ts";
export type { FinishedItem, FinishedRun, TrackedBatch } from "./tracked-batch.ts";
