import type { BatchStore } from "@symphony/batch-store";
import type { Bus, MailLimit, Presence, Progress, Queues, Redis } from "@symphony/messaging";
import type { Logger, Metrics } from "@symphony/service";
import type { Audit } from "./audit/auditor.ts";
import type { Identify } from "./http/access/identity.ts";
import type { WatchedKeys } from "./http/access/watch-keys.ts";
import type { ApiConfig } from "./config.ts";
import type { BatchIndex } from "./batches/search/batch-index.ts";
import type { LedgerProgressReader } from "./batches/ledger-progress.ts";

/** What handlers and operations depend on. */
export interface ApiDeps {
  config: ApiConfig;
  logger: Logger;
  store: BatchStore;
  readLedgerProgress: LedgerProgressReader;
  redis: Redis;
  queues: Queues;
  progress: Progress;
  presence: Presence;
  bus: Bus;
  mailLimit: MailLimit;
  /** Who calls, for what is recorded. */
  identify: Identify;
  batchIndex: BatchIndex;
  keys: WatchedKeys;
  /** Records what a call did. */
  audit: Audit;
  metrics: Metrics;
  /** Unique among all processes. */
  processId: string;
}
