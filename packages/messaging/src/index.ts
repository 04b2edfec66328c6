export { createAnswers } from "./answers.ts";
export type { AnswerPlace, Answers } from "./answers.ts";
export { openBus } from "./bus.ts";
export type { Bus } from "./bus.ts";
export { channels } from "./keys.ts";
export { claimEpoch, createPresence, PRESENCE_EVERY_MS } from "./presence.ts";
export type { Presence } from "./presence.ts";
export { createProgress, FRESH } from "./progress.ts";
export type { Counted, Mark, Progress, Standing } from "./progress.ts";
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
export type { ChunkHandler, Outcome, Queue, Queues, QueueStanding, QueueWorker, Tries } from "./queues.ts";
export { createRateLimiter } from "./rate-limit.ts";
export type { RateLimiter } from "./rate-limit.ts";
export { closeRedis, mayEvict, openRedis } from "./redis.ts";
export type { Redis } from "./redis.ts";
export { encodeWire } from "./wire.ts";
export type { WireEvent } from "./wire.ts";
