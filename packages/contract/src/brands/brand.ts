import { z } from "zod";
import { batchIdSchema } from "../ids.ts";
import { brandEstimateSchema } from "./estimate.ts";
import { brandRulesSchema } from "./rules.ts";

/** Brands that one batch may name: each costs a cascade for each image. */
export const BRANDS_PER_BATCH_MAX = 8;
/** Words of a brand, as they are read in a picture. */
export const BRAND_WORDS_MAX = 8;
/** Pictures of the mark that a version of a brand may have. */
export const BRAND_ARTWORKS_MAX = 8;

/** A name that is safe as a part of an address and as the name of a folder. */
export const brandNameSchema = z
  .string()
  .trim()
  .normalize("NFC")
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N} .&+'_-]{0,38}[\p{L}\p{N}+])?$/u,
    "a brand has 1 to 40 letters, digits, blanks and . & + ' _ -, and begins and ends with one of the first two",
  );

/** The brands that a batch asks for, however a form or JSON says it; undefined: the installation's. */
export const brandChoiceSchema = z
  .preprocess(
    (value) => {
      const given = (Array.isArray(value) ? value : [value]).filter((each) => each !== "" && each != null);
      return given.length === 0 ? undefined : [...new Set(given)];
    },
    z.array(z.string().trim().min(1).max(100)).max(BRANDS_PER_BATCH_MAX).optional(),
  )
  .meta({ description: "A brand to look for; repeat it for several. Default: the brand of the installation." });

/** A brand as a batch names it: one that was added has a version, one of the installation has that of its files. */
export const batchBrandSchema = z.object({
  name: z.string().min(1).max(100),
  version: z.int().min(1).optional(),
});
export type BatchBrand = z.infer<typeof batchBrandSchema>;

/** A word as stages that read take it. */
export const brandWordSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N} ]{2,40}$/u, "a word has 2 to 40 letters, digits and blanks");

export const listedBrandSchema = z
  .object({
    name: z.string(),
    /** The types of its stages, in their order. */
    stages: z.array(z.string()),
    words: z.array(z.string()),
    /** Whether a worker runs that can look for it. */
    ready: z.boolean(),
    /** Null for a brand of the installation, which is changed with its files. */
    version: z.int().nullable(),
    /** Whether it is looked for in a batch that names no brand. */
    default: z.boolean(),
  })
  .meta({ id: "Brand" });
export type ListedBrand = z.infer<typeof listedBrandSchema>;

export const brandArtworkSchema = z.object({
  file: z.string().regex(/^artwork-\d{1,2}\.png$/),
  width: z.int().min(1),
  height: z.int().min(1),
});

/** A trained detector with one class, an ONNX file. */
export const brandModelSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1),
  /** A side, in pixels; the larger side of a model of free size. */
  input_size: z.int().min(32).max(4_096),
});
export type BrandModel = z.infer<typeof brandModelSchema>;

/** A version of a brand that was added. Versions never change; the newest one counts. */
export const brandVersionSchema = z.object({
  name: brandNameSchema,
  version: z.int().min(1),
  created_at: z.string(),
  created_by: z.string(),
  words: z.array(z.string()),
  artwork: z.array(brandArtworkSchema),
  model: brandModelSchema.optional(),
  /** The types of its stages, in their order. */
  stages: z.array(z.string()),
  /** How the mark has to be shown; absent where nothing is asked. */
  rules: brandRulesSchema.optional(),
  /** Of every stage, where it is not the one that all brands begin with. */
  threshold: z.number().min(0).max(1).optional(),
  /**
   * The batch whose reviews are learned from: a worker follows it up with a candidate that has more artwork, or says
   * in its estimate why there is none.
   */
  learns_from: batchIdSchema.optional(),
  /** What its artwork was extended by. */
  learned: z
    .object({
      batch_id: batchIdSchema,
      /** Pictures of the artwork that were cut from reviewed images, the last ones. */
      marks: z.int().min(1),
      /** Reviewed images with the mark that the machine had missed, and how many of them are found now. */
      missed: z.int().min(0),
      found: z.int().min(0),
    })
    .optional(),
  /** Not looked for until it is adopted: it is tried on earlier batches first. */
  candidate: z.literal(true).optional(),
  /** The candidate whose content this version has. */
  adopted_from: z.int().min(1).optional(),
  /** The candidate that this version ends; it has nothing else. */
  discards: z.int().min(1).optional(),
  /** Set by the version that removes the brand; it has nothing else. */
  removed: z.literal(true).optional(),
});
export type BrandVersion = z.infer<typeof brandVersionSchema>;

/** A candidate is open until another version follows. */
const openCandidateSchema = brandVersionSchema.extend({
  /** Null until a worker has made it. */
  estimate: brandEstimateSchema.nullable(),
});

/** A brand with its versions, the newest one first; without those that removed it, ended a candidate or began to learn. */
export const brandDetailsSchema = listedBrandSchema
  .extend({
    artwork: z.array(brandArtworkSchema),
    versions: z.array(brandVersionSchema),
    /** Of the newest version; null until a worker has made it. */
    estimate: brandEstimateSchema.nullable(),
    /** A version that waits to be adopted or discarded. */
    candidate: openCandidateSchema.nullable(),
  })
  .meta({ id: "BrandDetails" });
export type BrandDetails = z.infer<typeof brandDetailsSchema>;

/** A form carries JSON as text; what is none is refused by the schema. */
function parsed(value: unknown): unknown {
  try {
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

/** The text fields beside the files in `artwork`. */
export const brandFieldsSchema = z.object({
  name: brandNameSchema,
  words: z
    .preprocess((value) => {
      const given = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
      return given.flatMap((each) => each.split(",")).filter((each) => each.trim() !== "");
    }, z.array(brandWordSchema).max(BRAND_WORDS_MAX))
    .meta({ description: "Words that the mark shows, separated by commas." }),
  rules: z
    .preprocess(
      (value) => (value === "" || value === undefined ? undefined : parsed(value)),
      brandRulesSchema.optional(),
    )
    .meta({ description: "Rules of use as JSON." }),
  threshold: z
    .preprocess((value) => (value === "" ? undefined : value), z.coerce.number().min(0.01).max(1).optional())
    .meta({
      description: "Confidence from which a mark counts, 0.01 to 1; the calibration of a batch recommends one.",
    }),
});

const flag = z.preprocess((value) => value === "true" || value === "1", z.boolean());
/** What the detectors of models/training find small marks at. */
const MODEL_INPUT_SIZE = 1_280;

/** The same of a new version: what is left out stays as it was. */
export const brandChangeSchema = brandFieldsSchema
  .pick({ words: true, rules: true, threshold: true })
  .partial()
  .extend({
    candidate: flag.meta({ description: "true: the version is tried on earlier batches before it is looked for." }),
    model_input_size: z.coerce
      .number()
      .pipe(brandModelSchema.shape.input_size)
      .default(MODEL_INPUT_SIZE)
      .meta({ description: "Of the file in the field model: the side of its input, in pixels." }),
    without_model: flag.meta({ description: "true: the version has no model." }),
  });

/** Checks the images of an earlier batch with a version of a brand. */
export const trialRequestSchema = z.object({ batch_id: batchIdSchema });
export const trialSchema = z
  .object({
    batch_id: batchIdSchema.meta({ description: "The new batch; compare it with the earlier one." }),
    compare_with: batchIdSchema,
    total: z.int(),
    /** Images of the earlier batch that it does not have: no picture of them is kept, or they are too many. */
    left_out: z.int(),
  })
  .meta({ id: "Trial" });
export type Trial = z.infer<typeof trialSchema>;

/** Extends the artwork of a brand by marks that people saw in the images of a batch. */
export const learnRequestSchema = z.object({ batch_id: batchIdSchema });
