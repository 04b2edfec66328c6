import { z } from "zod";
import { clientIdSchema } from "../ids.ts";
import { VERDICTS } from "../result.ts";

/** Form fields arrive as text and an empty one means "not given". */
export const blankAsAbsent = (value: unknown): unknown => (value === "" || value === null ? undefined : value);

/** `1` and `true`, `0` and `false`. */
export const toFlag = (value: unknown): unknown =>
  value === "1" || value === "true" ? true : value === "0" || value === "false" ? false : blankAsAbsent(value);

export const flag = z.preprocess(toFlag, z.boolean().default(false));

export const optionalClientId = z.preprocess(blankAsAbsent, clientIdSchema.optional());

/** One address. The part after the `@` may be a name inside a network. */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s\p{Cc}@<>,;:"()[\]\\]{1,64}@[^\s\p{Cc}@<>,;:"()[\]\\]+$/u, "must be one address like name@example.com");

export const RESULTS_PAGE_DEFAULT = 100;
export const RESULTS_PAGE_MAX = 1000;

export const page = {
  cursor: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).default(0)),
  limit: z.preprocess(
    blankAsAbsent,
    z.coerce.number().int().min(1).max(RESULTS_PAGE_MAX).default(RESULTS_PAGE_DEFAULT),
  ),
};

/** A verdict in any case, `error` for instance. */
export const verdictFilter = z.preprocess(
  (value) =>
    typeof value === "string" && value !== "" ? value[0]?.toUpperCase() + value.slice(1).toLowerCase() : undefined,
  z.enum(VERDICTS).optional(),
);

/** What people made of a result. */
export const reviewFilter = {
  effective: verdictFilter.meta({ description: "The verdict that counts: of the review, or else of the machine." }),
  reviewed: z.preprocess(toFlag, z.boolean().optional()).meta({ description: "1: with a review; 0: without one." }),
};

export const skippedSchema = z.object({ name: z.string(), reason: z.string() }).meta({ id: "Skipped" });
export type Skipped = z.infer<typeof skippedSchema>;

/** Files that a sender lists; more of them it only counts. */
const LEFT_OUT_LISTED_MAX = 200;
const LEFT_OUT_COUNT_MAX = 1_000_000;
/** A field of a form may have so much. */
const LEFT_OUT_MAX_LENGTH = 8 * 1024;

const leftOutSchema = z.object({
  skipped: z.array(skippedSchema).max(LEFT_OUT_LISTED_MAX),
  skipped_count: z.int().min(0).max(LEFT_OUT_COUNT_MAX),
});

/** What the sender left out itself, as JSON text, because the fields of a form are texts. */
export const leftOutField = z
  .preprocess(blankAsAbsent, z.string().max(LEFT_OUT_MAX_LENGTH).transform(toJson).pipe(leftOutSchema).optional())
  .meta({
    description:
      'What the sender left out before sending, as JSON text: `{"skipped": [{"name", "reason"}], "skipped_count": 1}`. It stands with what the server leaves out.',
  });

function toJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
}

/** What was left out of a batch: the first entries, and the number of all. */
export const skippedFields = { skipped: z.array(skippedSchema), skipped_count: z.int().min(0).optional() };
