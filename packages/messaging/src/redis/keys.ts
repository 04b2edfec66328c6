import type { BatchId, ClientId } from "@symphony/contract";

/**
 * All Redis keys and channels. Keys that one script uses share a hash tag (`{…}`), so that a cluster keeps them on
 * one node.
 */
export const keys = {
  /** Prefix of all BullMQ keys. */
  queuePrefix: "{symphony:queue}",
  /** Priority of the chunk that started last. New batches start at it. */
  virtualTime: "{symphony:queue}:virtual-time",
  /** The last priority that a part of each draft has. */
  partTags: "{symphony:queue}:part-tags",
  /** The same for chunks of URLs, and the last priority given to each batch of them. */
  urlTime: "{symphony:queue}:url-time",
  urlTags: "{symphony:queue}:url-tags",
  progress: (batchId: BatchId): string => `symphony:{${batchId}}:progress`,
  counted: (batchId: BatchId): string => `symphony:{${batchId}}:counted`,
  /** Where the items of a batch begin that are not queued yet. */
  backlog: (batchId: BatchId): string => `symphony:{${batchId}}:backlog`,
  /** Unfinished batches, by the time they were accepted. */
  active: "symphony:active",
  clientBatches: (clientId: ClientId): string => `symphony:client:${clientId}:batches`,
  clientSeen: (clientId: ClientId): string => `symphony:client:${clientId}:seen`,
  /** Batches whose end a socket of the client was sent. */
  clientEnds: (clientId: ClientId): string => `symphony:client:${clientId}:ends`,
  /** Mails to one address in the last hour, by a digest: the address itself is not stored. */
  mailsTo: (digest: string): string => `symphony:mails:${digest}`,
  /** Batches whose mail to an address waits for others, and the batch whose mail is sent in the current window. */
  mailsWaiting: (digest: string): string => `symphony:mail:{${digest}}:waiting`,
  mailWindow: (digest: string): string => `symphony:mail:{${digest}}:window`,
  /** Workers with loaded models, by the time of their last heartbeat. */
  workers: "symphony:workers",
  /** Brands that workers look for, by the time of their last heartbeat. */
  brands: "symphony:brands",
  /** What is known of these brands, as JSON, by the time of the last heartbeat. */
  installedBrands: "symphony:installed-brands",
  /** Location of a cached result. The text of the key is older than its name. */
  cachedResult: (digest: string): string => `symphony:answer:${digest}`,
  /** Prefix of a rate limiter's counters. */
  rateLimit: (name: string): string => `symphony:rate:${name}`,
  /** A note that expires, such as "this token was used". */
  mark: (name: string, digest: string): string => `symphony:mark:${name}:${digest}`,
  /** A copy of the API keys of the ledger, as digests, for processes that have no ledger. */
  apiKeys: "symphony:api-keys",
  /** Metrics snapshots, by process. */
  metrics: "symphony:metrics",
  /** The store whose work Redis holds. */
  store: "symphony:store",
  /** Exists as long as Redis keeps its data. When it is missing, Redis was emptied. */
  epoch: "symphony:epoch",
} as const;

export const channels = {
  batch: (batchId: BatchId): string => `symphony:events:batch:${batchId}`,
  client: (clientId: ClientId): string => `symphony:events:client:${clientId}`,
} as const;
