import { z } from "zod";
import { brandChoiceSchema } from "../brands/brand.ts";
import { URL_MAX_LENGTH } from "../file-names.ts";
import { batchIdSchema } from "../ids.ts";
import { textOfPeople } from "../records/record.ts";
import { TITLE_MAX_LENGTH } from "../records/text-lengths.ts";
import { webhookUrlSchema } from "../webhook.ts";
import { blankAsAbsent, emailSchema, leftOutField, optionalClientId, skippedFields } from "./fields.ts";

export const CHUNK_SIZE_DEFAULT = 10;

export const CHUNK_SIZE_MAX = 100;

const optionalBatchId = z.preprocess(blankAsAbsent, z.string().optional());

const webhookUrl = z.preprocess(blankAsAbsent, webhookUrlSchema.optional());

const chunkSize = z.preprocess(
  blankAsAbsent,
  z.coerce.number().int().min(1).max(CHUNK_SIZE_MAX).default(CHUNK_SIZE_DEFAULT),
);

export const startBatchRequestSchema = z.object({
  client_id: optionalClientId,
  email: z.preprocess(blankAsAbsent, emailSchema.optional()),
  webhook_url: webhookUrl,
  title: textOfPeople(TITLE_MAX_LENGTH).nullish().meta({ description: "A name for people." }),
  supplier: textOfPeople(TITLE_MAX_LENGTH).nullish().meta({ description: "Whose images these are." }),
  brand: brandChoiceSchema,
});

export const startBatchResponseSchema = z.object({ batch_id: batchIdSchema, message: z.string() });

export const initBatchRequestSchema = z.object({
  batch_id: z.string(),
  client_id: optionalClientId,
  total: z.coerce.number().int().min(0),
});

export const initBatchResponseSchema = z.object({ message: z.string(), batch_id: batchIdSchema, total: z.int() });

/** The text fields beside `files` or `zip_file`. */
export const uploadFieldsSchema = z.object({
  batch_id: optionalBatchId,
  client_id: optionalClientId,
  webhook_url: webhookUrl,
  brand: brandChoiceSchema,
  chunkSize,
  left_out: leftOutField,
});
export type UploadFields = z.infer<typeof uploadFieldsSchema>;

const texts = z.preprocess(blankAsAbsent, z.array(z.string()).default([]));

/** A batch of URLs. A text that is no URL is accepted too; its result is an `Error`. */
export const urlBatchRequestSchema = uploadFieldsSchema.extend({
  image_paths: texts,
  /** Ids of complete resumable uploads: the last part of their addresses. */
  uploads: texts,
  /** Images of a bucket that the installation was given. */
  source: z
    .preprocess(blankAsAbsent, z.string().max(URL_MAX_LENGTH).optional())
    .meta({ description: "`s3://bucket/prefix`: the images of a bucket that this installation was given." }),
});

export const submitResponseSchema = z
  .object({
    batch_id: batchIdSchema,
    message: z.string(),
    status: z.literal("processing"),
    total: z.int(),
    ...skippedFields,
  })
  .meta({ id: "Submitted" });
export type SubmitResponse = z.infer<typeof submitResponseSchema>;

/** An `Idempotency-Key`: printable ASCII, for instance a UUID. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 printable ASCII characters without blanks");

/** What can be said of a single image beside it. */
export const singleFieldsSchema = z.object({ brand: brandChoiceSchema });

export const singleRequestSchema = singleFieldsSchema.extend({
  image_path: z.string().min(1).max(URL_MAX_LENGTH, `must have no more than ${URL_MAX_LENGTH} characters`),
});
