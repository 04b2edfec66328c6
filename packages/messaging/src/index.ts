export { openBus } from "./events/bus.ts";
export type { Bus } from "./events/bus.ts";
export { encodeWire } from "./events/wire.ts";
export type { WireEvent } from "./events/wire.ts";
export { createExpiringMarks } from "./expiring-marks.ts";
export type { ExpiringMarks } from "./expiring-marks.ts";
export { publishKeys, readKeys } from "./key-mirror.ts";
export type { MirroredKeys } from "./key-mirror.ts";
export { createMailLimit } from "./mail-limit.ts";
export type { MailLimit } from "./mail-limit.ts";
export { createMailWindow } from "./mail-window.ts";
export type { MailTurn, MailWindow } from "./mail-window.ts";
export { readMetricsReports, startMetricsReports } from "./metrics-reports.ts";
export { claimEpoch, createPresence, PRESENCE_EVERY_MS } from "./presence.ts";
export type { InstalledBrand, Presence } from "./presence.ts";
export { countsFrom, NOT_STARTED } from "./progress/batch-progress.ts";
export type { BatchProgress } from "./progress/batch-progress.ts";
export { completeEventOf } from "./progress/batch-events.ts";
export type { ProgressCursor } from "./progress/progress-reader.ts";
export { createProgress } from "./progress/progress.ts";
export type { Counted, Progress } from "./progress/progress.ts";
export type { FinishedItem, FinishedRun, TrackedBatch } from "./progress/tracked-batch.ts";
export { CHUNK_ATTEMPTS } from "./queue/bullmq.ts";
export type { Queue, QueueWorker } from "./queue/bullmq.ts";
export { allItems } from "./queue/chunks.ts";
export type {
  ChunkJob,
  EmailJob,
  EstimateJob,
  FinishJob,
  MaintenanceJob,
  WebhookJob,
  WriteBackJob,
} from "./queue/jobs.ts";
export type { Lane } from "./queue/lanes.ts";
export { openQueues } from "./queue/queues.ts";
export type { Queues, Tries } from "./queue/queues.ts";
export type { QueueStats } from "./queue/stats.ts";
export {
  openChunkWorker,
  openEmailWorker,
  openEstimateWorker,
  openFinishWorker,
  openMaintenanceWorker,
  openWebhookWorker,
  openWriteBackWorker,
} from "./queue/workers.ts";
export type { Deferral, Outcome } from "./queue/workers.ts";
export { createRateLimiter } from "./rate-limit.ts";
export type { RateLimiter } from "./rate-limit.ts";
export { channels } from "./redis/keys.ts";
export { closeRedis, mayEvict, openRedis } from "./redis/redis.ts";
export type { Redis } from "./redis/redis.ts";
export { claimRedisFor, ForeignStoreError } from "./store-claim.ts";
export type { StoreIdentity } from "./store-claim.ts";
export { tryRedisLogin } from "./redis/redis-login.ts";
export { RedisError } from "./redis/redis-url.ts";
export { createResultIndex } from "./result-index.ts";
export type { CachedResultLocation, ResultIndex } from "./result-index.ts";
