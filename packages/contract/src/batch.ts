import { z } from "zod";
import { batchIdSchema, clientIdSchema } from "./ids.ts";
import { errorCategorySchema } from "./result.ts";
import type { Verdict } from "./result.ts";

/**
 * The states of a batch.
 *
 *   initialized ──accept──► processing ──last row, finish──► completed
 *                             │   ▲
 *                             ▼   │
 *                           paused        processing, paused ──► cancelled
 */
export const BATCH_STATUSES = ["initialized", "processing", "paused", "completed", "cancelled"] as const;
export const batchStatusSchema = z.enum(BATCH_STATUSES);
export type BatchStatus = z.infer<typeof batchStatusSchema>;

export const countsSchema = z
  .object({
    total: z.int().min(0),
    valid: z.int().min(0),
    invalid: z.int().min(0),
    error: z.int().min(0),
    processed: z.int().min(0),
    pending: z.int().min(0),
  })
  .meta({ id: "Counts" });
export type Counts = z.infer<typeof countsSchema>;

/** Counts from their three independent parts; `processed` and `pending` always follow. */
export function countsOf(part: Pick<Counts, "total" | "valid" | "invalid" | "error">): Counts {
  const { total, valid, invalid, error } = part;
  const processed = valid + invalid + error;
  return { total, valid, invalid, error, processed, pending: total - processed };
}

/** Counts from the verdicts of the items judged so far. */
export function countsFrom(batch: Pick<Counts, "total">, verdicts: ReadonlyMap<number, Verdict>): Counts {
  const tally: Record<Verdict, number> = { Valid: 0, Invalid: 0, Error: 0 };
  for (const verdict of verdicts.values()) tally[verdict] += 1;
  return countsOf({ total: batch.total, valid: tally.Valid, invalid: tally.Invalid, error: tally.Error });
}

export const itemKindSchema = z.enum(["files", "urls"]);
export type ItemKind = z.infer<typeof itemKindSchema>;

/**
 * One image of a batch. `seq` counts from 0 in upload order and is the item's id within the batch.
 * `name` is exactly what the client sent (file name or URL); `stored` is the safe, unique name below
 * `pending_files/` and is absent for URLs.
 */
export const itemSchema = z.object({
  seq: z.int().min(0),
  name: z.string(),
  stored: z.string().optional(),
  size: z.int().min(0).optional(),
  sha256: z.string().optional(),
});
export type Item = z.infer<typeof itemSchema>;

/** What was announced with start-batch or init-batch before any image came. */
export const announcementSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  webhook_url: z.string().optional(),
  total: z.int().min(0),
  created_at: z.string(),
});
export type Announcement = z.infer<typeof announcementSchema>;

/** `accepted.json`: what was promised to the client. Written once, never changed. */
export const acceptedSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  kind: itemKindSchema,
  chunk_size: z.int().min(1),
  total: z.int().min(1),
  created_at: z.string(),
  accepted_at: z.string(),
  /** Whom to tell when the batch is finished. */
  webhook_url: z.string().optional(),
  /** The digest of the caller's idempotency key, where one was given. */
  submission_key: z.string().optional(),
  /** A single image asked for by a waiting caller: served first, not listed as a batch. */
  single: z.boolean().default(false),
});
export type Accepted = z.infer<typeof acceptedSchema>;

/** `metadata.json`: the batch at a glance, for people and for existing readers of the folder. */
export const metadataSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  status: batchStatusSchema,
  counts: countsSchema,
  created_at: z.string(),
  completed_at: z.string().nullable(),
});
export type Metadata = z.infer<typeof metadataSchema>;

/**
 * `control.json`: what people want of an accepted batch; absent is as good as `{processing, 0}`. The
 * generation counts how often failed items were tried anew: each has rows of its own, readers take the newest.
 */
export const controlSchema = z.object({
  status: z.enum(["processing", "paused", "cancelled"]),
  generation: z.int().min(0),
  /** Applied by people in place of every stage's own, from some generation on. */
  threshold: z.number().min(0).max(1).optional(),
});
export type Control = z.infer<typeof controlSchema>;

/**
 * `retries/<generation>.json`: the items of a later generation, and the progress events there were before it.
 * Put in place once; with it the generation is decided, and whoever finds it can start it.
 */
export const retrySchema = z.object({
  seqs: z.array(z.int().min(0)),
  events_before: z.int().min(0),
  /** Absent in lists of older versions. */
  began_at: z.string().optional(),
  /** For every stage from here on. */
  threshold: z.number().min(0).max(1).optional(),
  /** The folder of rows that are known already, until it becomes that of the generation's rows. */
  draft: z.string().optional(),
});
export type Retry = z.infer<typeof retrySchema>;

/** `final.json`: put in place once, when every item has its row and `results.csv` is on disk. */
export const finalSchema = z.object({
  batch_id: batchIdSchema,
  status: z.enum(["completed", "cancelled"]),
  counts: countsSchema,
  /** How many images ended in an error, by why; absent in markers of older versions. */
  errors_by_category: z.partialRecord(errorCategorySchema, z.int().min(1)).default({}),
  /** How many images were valid, by the stage that decided. */
  valid_by_stage: z.record(z.string(), z.int().min(1)).default({}),
  /** Progress events there were, all generations together. */
  events: z.int().min(0),
  /** When its images were taken in, or some of them again; absent in markers of older versions. */
  started_at: z.string().optional(),
  completed_at: z.string(),
});
export type Final = z.infer<typeof finalSchema>;

/** When the images of a finished batch were taken in, or those that were tried again last. */
export const startOf = (accepted: Pick<Accepted, "accepted_at">, final: Pick<Final, "started_at">): string =>
  final.started_at ?? accepted.accepted_at;

/** How long judging them took, in ms. */
export function durationOf(
  accepted: Pick<Accepted, "accepted_at">,
  final: Pick<Final, "started_at" | "completed_at">,
): number {
  return Date.parse(final.completed_at) - Date.parse(startOf(accepted, final));
}

/**
 * `mail.intent`: that a mail is to be sent when the batch is finished, or was asked for again. Kept by its
 * generation; `message_id` is made from the two, so that a mail sent twice is one mail for who gets it.
 */
export const mailIntentSchema = z.object({ generation: z.int().min(0), message_id: z.string(), asked_at: z.string() });
export type MailIntent = z.infer<typeof mailIntentSchema>;

/** `mail.done`: what became of it. Only `sent` means that a server took it. */
export const mailDoneSchema = z.object({
  outcome: z.enum(["sent", "refused", "limited"]),
  message_id: z.string(),
  at: z.string(),
});
export type MailDone = z.infer<typeof mailDoneSchema>;

/** Items by their chunk: chunk k is for items from `k * chunk_size` on. */
export function chunksOf(batch: Pick<Accepted, "chunk_size">, seqs: Iterable<number>): Map<number, number[]> {
  const chunks = new Map<number, number[]>();
  for (const seq of seqs) {
    const chunk = Math.floor(seq / batch.chunk_size);
    const items = chunks.get(chunk);
    if (items === undefined) chunks.set(chunk, [seq]);
    else items.push(seq);
  }
  return chunks;
}

/** A job takes at most this share of what a batch has left from its chunk on. */
const JOBS_OF_THE_REST = 32;

/** Some items of a chunk, for one job; a chunk that is cut has several. */
export interface ChunkPart {
  part?: number;
  itemIds: number[];
}

/**
 * The jobs of a chunk. Towards the end of a batch they become smaller, down to one item, so that its workers come
 * to their end together, and a few images are spread over all of them (guided self-scheduling, Polychronopoulos
 * and Kuck 1987). What an item's job is depends on its place in the batch alone.
 */
export function partsOf(
  batch: Pick<Accepted, "chunk_size" | "total">,
  chunk: number,
  itemIds: readonly number[],
): ChunkPart[] {
  const first = chunk * batch.chunk_size;
  const size = Math.max(1, Math.ceil((batch.total - first) / JOBS_OF_THE_REST));
  if (size >= batch.chunk_size) return [{ itemIds: [...itemIds] }];
  const parts = new Map<number, number[]>();
  for (const seq of itemIds) {
    const part = Math.floor((seq - first) / size);
    parts.set(part, [...(parts.get(part) ?? []), seq]);
  }
  return [...parts].map(([part, ids]) => ({ part, itemIds: ids }));
}

/** All items of a batch. */
export function allItems(batch: Pick<Accepted, "total">): number[] {
  return Array.from({ length: batch.total }, (_, seq) => seq);
}
