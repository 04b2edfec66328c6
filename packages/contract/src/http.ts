import { z } from "zod";
import { brandChoiceSchema } from "./brands/brand.ts";
import { batchIdSchema, clientIdSchema } from "./ids.ts";
import { URL_MAX_LENGTH } from "./file-names.ts";
import { textOfPeople, TITLE_MAX_LENGTH } from "./records/record.ts";
import { closestMatchSchema, resultSchema, VERDICTS, errorCategorySchema } from "./result.ts";
import { countsSchema } from "./batch.ts";
import { statusSchema } from "./status.ts";
import { webhookUrlSchema } from "./webhook.ts";

export const CHUNK_SIZE_DEFAULT = 10;
export const CHUNK_SIZE_MAX = 100;

/** Form fields arrive as text and an empty one means "not given". */
const blankAsAbsent = (value: unknown): unknown => (value === "" || value === null ? undefined : value);

const optionalClientId = z.preprocess(blankAsAbsent, clientIdSchema.optional());
const optionalBatchId = z.preprocess(blankAsAbsent, z.string().optional());
/** One address. The part after the `@` may be a name inside a network. */
const email = z
  .string()
  .trim()
  .max(254)
  .regex(
    /^[^\s\p{Cc}@<>,;:"()[\]\\]{1,64}@[^\s\p{Cc}@<>,;:"()[\]\\]+$/u,
    "email must be one address like name@example.com",
  );

const webhookUrl = z.preprocess(blankAsAbsent, webhookUrlSchema.optional());

const chunkSize = z.preprocess(
  blankAsAbsent,
  z.coerce.number().int().min(1).max(CHUNK_SIZE_MAX).default(CHUNK_SIZE_DEFAULT),
);

export const startBatchRequestSchema = z.object({
  client_id: optionalClientId,
  email: z.preprocess(blankAsAbsent, email.optional()),
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
});
export type UploadFields = z.infer<typeof uploadFieldsSchema>;

/** A batch of URLs. A text that is no URL is accepted too; its result is an `Error`. */
export const urlBatchRequestSchema = uploadFieldsSchema.extend({
  image_paths: z.array(z.string()).default([]),
  /** Ids of complete resumable uploads: the last part of their addresses. */
  uploads: z.array(z.string()).default([]),
  /** Images of a bucket that the installation was given. */
  source: z
    .preprocess(blankAsAbsent, z.string().max(URL_MAX_LENGTH).optional())
    .meta({ description: "`s3://bucket/prefix`: the images of a bucket that this installation was given." }),
});

export const skippedSchema = z.object({ name: z.string(), reason: z.string() }).meta({ id: "Skipped" });
export type Skipped = z.infer<typeof skippedSchema>;

/** What was left out of a batch: the first entries, and the number of all. */
const skippedFields = { skipped: z.array(skippedSchema), skipped_count: z.int().min(0).optional() };

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

export const completeResponseSchema = z
  .object({
    batch_id: batchIdSchema,
    message: z.string(),
    status: z.enum(["completed", "cancelled"]),
    counts: countsSchema,
    ...skippedFields,
    results: z.array(resultSchema),
  })
  .meta({ id: "Complete" });

export const batchStatusResponseSchema = statusSchema.extend(skippedFields).meta({ id: "BatchStatus" });

export const RESULTS_PAGE_DEFAULT = 100;
export const RESULTS_PAGE_MAX = 1000;

const page = {
  cursor: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).default(0)),
  limit: z.preprocess(
    blankAsAbsent,
    z.coerce.number().int().min(1).max(RESULTS_PAGE_MAX).default(RESULTS_PAGE_DEFAULT),
  ),
};

/** A verdict in any case, `error` for instance. */
const verdictFilter = z.preprocess(
  (value) =>
    typeof value === "string" && value !== "" ? value[0]?.toUpperCase() + value.slice(1).toLowerCase() : undefined,
  z.enum(VERDICTS).optional(),
);

/** `1` and `true`, `0` and `false`. */
const toFlag = (value: unknown): unknown =>
  value === "1" || value === "true" ? true : value === "0" || value === "false" ? false : blankAsAbsent(value);

/** What people made of a result. */
const reviewFilter = {
  effective: verdictFilter.meta({ description: "The verdict that counts: of the review, or else of the machine." }),
  reviewed: z.preprocess(toFlag, z.boolean().optional()).meta({ description: "1: with a review; 0: without one." }),
};

/** The orders of a batch's results. */
export const RESULT_ORDERS = ["upload", "doubt", "random"] as const;

export const resultsQuerySchema = z.object({
  status: verdictFilter,
  ...reviewFilter,
  order: z.preprocess(blankAsAbsent, z.enum(RESULT_ORDERS).default("upload")).meta({
    description:
      "doubt: what the machine could not tell, then what is closest to the threshold, of a finished batch; random: the batch's own random order, for a spot check.",
  }),
  ...page,
});

/** Which results an export has; without a filter all of them. */
export const resultFilterSchema = z.object({
  status: verdictFilter,
  ...reviewFilter,
  category: z.preprocess(blankAsAbsent, errorCategorySchema.optional()),
  search: z
    .preprocess(blankAsAbsent, z.string().max(URL_MAX_LENGTH).optional())
    .meta({ description: "A part of the image's name or URL, in any case." }),
});
export type ResultFilter = z.infer<typeof resultFilterSchema>;

const flag = z.preprocess(toFlag, z.boolean().default(false));

/** How a CSV is written. `skipped` adds a row for each file that was left out, after those of the images. */
export const csvQuerySchema = resultFilterSchema.extend({
  bom: flag.meta({ description: "1: begin with a byte order mark, by which spreadsheets detect UTF-8." }),
  delimiter: z
    .preprocess(
      (value) => (value === "\\t" || value === "tab" ? "\t" : blankAsAbsent(value)),
      z.enum([",", ";", "\t"]).default(","),
    )
    .meta({ description: "A comma, a semicolon or a tab." }),
  skipped: flag.meta({ description: "1: add what was left out, as rows with the verdict Skipped." }),
});
export type CsvQuery = z.infer<typeof csvQuerySchema>;

/** The splits of two datasets with one seed are the same. */
export const datasetQuerySchema = resultFilterSchema.extend({
  format: z.enum(["yolo", "coco"]),
  all: flag.meta({ description: "1: also images that nobody reviewed, with the machine's verdict." }),
  seed: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).max(1_000_000_000).default(0)).meta({
    description: "Decides which images are for training, validation and test.",
  }),
});
export type DatasetQuery = z.infer<typeof datasetQuerySchema>;

/** The images of a batch page by page, whether they are checked or not. */
export const itemsQuerySchema = z.object(page);

/** `name` is the name as uploaded, with the path in a folder or zip, or the URL; `next_cursor` is null on the last page. */
export const itemsPageSchema = z
  .object({
    batch_id: batchIdSchema,
    items: z.array(z.object({ seq: z.int(), name: z.string() })),
    next_cursor: z.int().nullable(),
  })
  .meta({ id: "ItemsPage" });

/** A result with what a page needs to show it: its place in upload order, and the size that its box is measured in. */
export const listedResultSchema = resultSchema
  .extend({
    seq: z.int(),
    Image_Width: z.int().nullable(),
    Image_Height: z.int().nullable(),
    /** Pages or frames of a file with several: only the first one was looked at. */
    Image_Pages: z.int().optional(),
    /** The run that a corrected file came with, which this is the result of; absent for the file first sent. */
    Corrected_In: z.int().min(1).optional(),
    near_miss: closestMatchSchema.nullable(),
    /** Of the stage that decided, or of that of the closest match; null where it is not recorded. */
    Threshold: z.number().nullable(),
    /** The newest check of the same bytes in an earlier batch that is still kept, with what counts there now. */
    Checked_Before: z
      .object({ at: z.string(), verdict: z.enum(VERDICTS) })
      .nullable()
      .optional(),
    /** Entries in the item's review history; the `If-Match` of the next one. */
    Review_Version: z.int().min(0),
    /**
     * Set when the image is the same file as an earlier one and has a copy of its result. The earlier image is item
     * `seq` of this batch, or in a batch whose id is kept secret.
     */
    same_as: z
      .object({ batch: z.enum(["this", "earlier"]), seq: z.int().nullable() })
      .nullable()
      .optional(),
  })
  .meta({ id: "ListedResult" });
export type ListedResult = z.infer<typeof listedResultSchema>;

/** `next_cursor` is null on the last page. */
export const resultsPageSchema = z
  .object({
    batch_id: batchIdSchema,
    results: z.array(listedResultSchema),
    next_cursor: z.int().nullable(),
  })
  .meta({ id: "ResultsPage" });

export const sendEmailResponseSchema = z.object({ batch_id: batchIdSchema, message: z.string() });

export const thresholdRequestSchema = z.object({
  threshold: z.number().min(0).max(1),
  dry_run: z.boolean().default(false).meta({ description: "Counts what would change, and changes nothing." }),
});
export type ThresholdRequest = z.infer<typeof thresholdRequestSchema>;

/** Images that a preview names of each kind. */
export const PREVIEW_IMAGES_MAX = 60;
/** Bars of a preview's histogram. */
export const HISTOGRAM_BARS = 50;

/** What another threshold would change. Reviews stay, whatever the machine says. */
export const thresholdPreviewSchema = z
  .object({
    batch_id: batchIdSchema,
    threshold: z.number(),
    to_valid: z.int().min(0),
    to_invalid: z.int().min(0),
    /** Images that a further stage would have to inspect: their verdict is not known before. */
    need_inspection: z.int().min(0),
    /** The first images of each kind, those closest to the threshold first. */
    to_valid_seqs: z.array(z.int()),
    to_invalid_seqs: z.array(z.int()),
    /** How many images are valid up to a threshold in each part of the scale, by verdict and by review. */
    histogram: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        valid: z.int().min(0),
        invalid: z.int().min(0),
        reviewed_valid: z.int().min(0),
        reviewed_invalid: z.int().min(0),
      }),
    ),
    /** Images that no threshold makes valid. */
    without_match: z.int().min(0),
  })
  .meta({ id: "ThresholdPreview" });
export type ThresholdPreview = z.infer<typeof thresholdPreviewSchema>;

/** `invalid` includes the errors here, and only here, as clients of the original expect. */
export const getCountResponseSchema = z.object({ valid: z.int(), invalid: z.int(), error: z.int(), total: z.int() });

export const singleRequestSchema = z.object({ image_path: z.string().min(1).max(URL_MAX_LENGTH) });

export const capabilitiesSchema = z
  .object({
    summary_mail: z.boolean().meta({
      description: "Whether the summary of a batch is mailed to the address that the batch was started with.",
    }),
    webhooks: z.boolean().meta({ description: "Whether a webhook_url is accepted." }),
    max_file_bytes: z.number().int().meta({ description: "Largest image file." }),
    max_image_pixels: z.number().int().meta({ description: "Largest image, width times height." }),
    max_batch_items: z.number().int().meta({ description: "Largest number of images in one batch." }),
    brands: z.array(z.string()).meta({ description: "Brands whose marks are looked for; empty while no worker runs." }),
    admin: z.boolean().meta({ description: "Whether the administrator's page is on." }),
    review_reasons: z.array(z.string()).meta({ description: "Reasons that a reviewer can choose from." }),
    max_upload_bytes: z
      .number()
      .int()
      .meta({ description: "Largest request, and largest number of bytes unpacked from its zips." }),
  })
  .meta({ id: "Capabilities" });
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const serviceSchema = z.object({
  service: z.string(),
  message: z.string(),
  description: z.string(),
  docs: z.string(),
});

export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof readinessSchema>;
