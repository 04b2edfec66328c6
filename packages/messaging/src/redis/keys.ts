import type { BatchId, ClientId } from "@symphony/contract";

/**
 * Every Redis key and channel, built here and nowhere else. What one script touches carries the same
 * hash tag (`{…}`), so that it lives on one node of a cluster.
 */
export const keys = {
  /** Prefix of everything BullMQ keeps. */
  queuePrefix: "{symphony:queue}",
  /** Priority of the chunk begun last: what a new batch starts counting from. */
  virtualTime: "{symphony:queue}:virtual-time",
  progress: (batchId: BatchId): string => `symphony:{${batchId}}:progress`,
  counted: (batchId: BatchId): string => `symphony:{${batchId}}:counted`,
  /** Batches with work left, by the time they were accepted. */
  active: "symphony:active",
  clientBatches: (clientId: ClientId): string => `symphony:client:${clientId}:batches`,
  clientSeen: (clientId: ClientId): string => `symphony:client:${clientId}:seen`,
  /** Mails to one address in the last hour; the address itself is not kept. */
  mailsTo: (digest: string): string => `symphony:mails:${digest}`,
  /** Workers with loaded models, by the time they last said so. */
  workers: "symphony:workers",
  /** Where the row of an image is that was judged before. */
  answer: (digest: string): string => `symphony:answer:${digest}`,
  /** Prefix of the counts of callers. */
  rateLimit: (name: string): string => `symphony:rate:${name}`,
  /** Numbers of each process, for whoever is asked for them. */
  metrics: "symphony:metrics",
  /** Present as long as Redis remembers; its absence says that it was emptied. */
  epoch: "symphony:epoch",
} as const;

export const channels = {
  batch: (batchId: BatchId): string => `symphony:events:batch:${batchId}`,
  client: (clientId: ClientId): string => `symphony:events:client:${clientId}`,
} as const;
