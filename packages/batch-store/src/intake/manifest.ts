import { z } from "zod";
import { batchBrandSchema, batchIdSchema, clientIdSchema, skippedSchema } from "@symphony/contract";

const itemKindSchema = z.enum(["files", "urls"]);

export type ItemKind = z.infer<typeof itemKindSchema>;

/**
 * One image of a batch. `seq` counts from 0 in upload order and is the item's id within the batch.
 * `name` is exactly what the client sent (file name or URL); `stored` is the safe, unique name of its bytes and is
 * absent for URLs.
 */
export const itemSchema = z.object({
  seq: z.int().min(0),
  name: z.string(),
  stored: z.string().optional(),
  size: z.int().min(0).optional(),
  sha256: z.string().optional(),
});

/** `corrected_in` is the run that a corrected file of the item came with; absent for the file of the submission. */
export type Item = z.infer<typeof itemSchema> & ItemFile;

/** Which of an item's files: the one that a run brought, or that of the submission. */
export interface ItemFile {
  corrected_in?: number | undefined;
}

/** `accepted.json`: what the client was told is accepted. Written once, never changed; see `branded.ts` for its form. */
export const manifestSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  kind: itemKindSchema,
  chunk_size: z.int().min(1),
  total: z.int().min(1),
  created_at: z.string(),
  accepted_at: z.string(),
  /** Receives a request when the batch is finished. */
  webhook_url: z.string().optional(),
  /** The digest of the caller's idempotency key, where one was given. */
  submission_key: z.string().optional(),
  /** The first of the files that were left out, and the number of all. */
  skipped: z.array(skippedSchema).optional(),
  skipped_count: z.int().min(0).optional(),
  /** Who sent it, as the digest of an API key or of an address; limits that callers share are counted by it. */
  caller: z.string().optional(),
  /** What the batch was started with; what people changed since is in its record. */
  title: z.string().optional(),
  supplier: z.string().optional(),
  /** What is looked for; absent: the brand of the installation. */
  brands: z.array(batchBrandSchema).min(1).optional(),
  /** What the rules of these brands do not allow beside them. */
  forbidden: z.array(batchBrandSchema).min(1).optional(),
  /** The batch whose pictures it checks again, with a version of a brand that is tried. */
  trial_of: batchIdSchema.optional(),
  /** The draft whose upload it checks ahead, a part of the batch to come; its id is that of the upload. */
  part_of: batchIdSchema.optional(),
  /** Where its images were listed: `s3://bucket/prefix`. */
  source: z.string().optional(),
  /** The schedule that it is a run of, and which attempt at that run made it. */
  schedule: z.object({ id: z.string(), attempt: z.string() }).optional(),
  /** A single image whose caller waits: processed first, not listed as a batch. */
  single: z.boolean().default(false),
});

export type BatchManifest = z.infer<typeof manifestSchema>;

/** The draft that a batch is a part of, where it is one. */
export const partOf = ({ part_of }: Pick<BatchManifest, "part_of">): Pick<BatchManifest, "part_of"> =>
  part_of === undefined ? {} : { part_of };
