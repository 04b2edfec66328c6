import { z } from "zod";
import {
  batchBrandSchema,
  closestMatchSchema,
  detectionSchema,
  effectiveOf,
  resultColumnsSchema,
  shownSchema,
  verdictSchema,
  violationSchema,
} from "@symphony/contract";
import type { ClosestMatch, Detection, ErrorCategory, Result, ResultColumns, Review } from "@symphony/contract";
import { decodeChecked, encodeChecked } from "../checked-text.ts";
import { StoreError } from "../store-error.ts";

const findingSchema = closestMatchSchema.extend({
  /** The lowest threshold at which a stage decides by itself, where it proposes places for a stage that verifies. */
  decides_from: z.number().optional(),
  /** How the mark is shown, where the stage measures it. */
  shown: shownSchema.optional(),
});

/** One of several brands: `version` and `stages_left` as in the batch and in the record. */
const brandPartSchema = batchBrandSchema.extend({
  verdict: verdictSchema,
  stages_left: z.int().min(0),
  violations: z.array(violationSchema).optional(),
});
export type BrandPart = z.infer<typeof brandPartSchema>;

/** A category that a newer version added is kept and shown as it is. */
const categorySchema = z.custom<ErrorCategory>((value) => typeof value === "string");

/**
 * A result with what only this system needs: its item, when it was made, what every stage found. Keys that a newer
 * version added are kept.
 */
export const resultRecordSchema = z.looseObject({
  seq: z.int().min(0),
  batch_id: z.string(),
  processed_at: z.string(),
  /** The closest match below the threshold; the key is older than the word. */
  near_miss: closestMatchSchema.nullable(),
  /** What each stage that inspected the image found, in their order, best first; absent in records of older versions. */
  findings: z.array(findingSchema).optional(),
  /** What was looked for; absent in records of older versions. */
  brand: z.string().nullish(),
  /** The verdict on each brand that the batch names, and what of its cascade did not run. */
  brands: z.array(brandPartSchema).optional(),
  /** The same of the brands that the rules of these do not allow beside them; they change no verdict. */
  forbidden: z.array(brandPartSchema).optional(),
  /** All logos that were found; absent in records of older versions. */
  detections: z.array(detectionSchema).optional(),
  /** Of the stage that decided, or of that of the closest match; absent in records of older versions. */
  threshold: z.number().nullish(),
  /** Stages that did not inspect the image, because an earlier one decided. */
  stages_left: z.int().min(0).optional(),
  /** The run that brought the file which was inspected; absent for the file of the submission. */
  corrected_in: z.int().min(1).optional(),
  /** The item with the same bytes whose result this is. */
  same_as: z.object({ batch_id: z.string(), seq: z.int().min(0) }).optional(),
  /** The draft whose upload was checked ahead: the result becomes that of an image of its batch. */
  part_of: z.string().optional(),
  /**
   * Pixels of the upright original, and the pages of a file with several, of which the first counts; null when it
   * could not be decoded.
   */
  image: z.object({ width: z.int(), height: z.int(), pages: z.int().optional() }).nullable(),
  /** The look of the picture, by which near copies are found; absent in records of older versions. */
  look: z.string().optional(),
  result: resultColumnsSchema.extend({ Error_Category: categorySchema.nullable() }).loose(),
});

export type StoredFinding = z.infer<typeof findingSchema>;

/** The keys of a record that this version knows. */
export interface ResultRecord {
  seq: number;
  batch_id: string;
  processed_at: string;
  near_miss: ClosestMatch | null;
  findings?: StoredFinding[] | undefined;
  brand?: string | null | undefined;
  brands?: BrandPart[] | undefined;
  forbidden?: BrandPart[] | undefined;
  detections?: Detection[] | undefined;
  threshold?: number | null | undefined;
  stages_left?: number | undefined;
  corrected_in?: number | undefined;
  same_as?: { batch_id: string; seq: number } | undefined;
  part_of?: string | undefined;
  image: { width: number; height: number; pages?: number | undefined } | null;
  look?: string | undefined;
  result: ResultColumns;
}

/** A result as it stands on disk. */
export const encodeRecord = (record: ResultRecord): string => encodeChecked(JSON.stringify(record));

/**
 * A result from the text of its file, or `undefined` when the text is damaged.
 *
 * @throws {StoreError} `unknown_format` when it is whole and has a shape that this version does not know
 */
export function decodeRecord(text: string): ResultRecord | undefined {
  const body = decodeChecked(text);
  if (body === undefined) return undefined;
  const parsed = resultRecordSchema.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  throw new StoreError("unknown_format", "A newer version wrote this result; this version cannot read it.", {
    cause: parsed.error,
  });
}

/** Records of older versions hold only the finding that was shown. */
export function findingsOf({ findings, near_miss, result }: ResultRecord): readonly StoredFinding[] {
  if (findings !== undefined) return findings;
  const { Detected_By: stage, Confidence: confidence, Bounding_Box: box } = result;
  if (stage !== null && confidence !== null && box !== null) return [{ stage, confidence, box }];
  return near_miss === null ? [] : [near_miss];
}

/** Records of older versions do not say it: a stage that decided may have left others. */
export const hasStagesLeft = ({ brands, forbidden = [], stages_left, result }: ResultRecord): boolean =>
  brands !== undefined
    ? [...brands, ...forbidden].some((each) => each.stages_left > 0)
    : stages_left === undefined
      ? result.Is_Valid === "Valid"
      : stages_left > 0;

/** The findings of each brand that the batch names; all of them where it names none. */
export function findingsByBrand(record: ResultRecord): ReadonlyArray<readonly StoredFinding[]> {
  return record.brands?.map(({ name }) => findingsOfBrand(record, name)) ?? [findingsOf(record)];
}

export const findingsOfBrand = (record: ResultRecord, name: string): readonly StoredFinding[] =>
  findingsOf(record).filter(({ brand }) => brand === name);

/**
 * The highest threshold at which the findings make the image valid; undefined where none does. Proposals that nothing
 * verified decide at no lower threshold than their own. Of several brands each has to be found.
 */
export function validUpTo(record: ResultRecord): number | undefined {
  const lowest = Math.min(...findingsByBrand(record).map(bestDeciding));
  return lowest === -Infinity ? undefined : lowest;
}

/**
 * The highest threshold up to which the findings decide: above it, stages that have not seen the image might find more.
 * 1 where all have seen it. Brands that rules do not allow are looked for by their own stages.
 */
export function decidedUpTo(record: ResultRecord): number {
  if (!hasStagesLeft(record)) return 1;
  const { brands, forbidden = [] } = record;
  if (brands === undefined) return validUpTo(record) ?? 0;
  const open = [...brands, ...forbidden].filter(({ stages_left }) => stages_left > 0);
  return Math.max(0, Math.min(...open.map(({ name }) => bestDeciding(findingsOfBrand(record, name)))));
}

const bestDeciding = (findings: readonly StoredFinding[]): number =>
  Math.max(...findings.flatMap(({ confidence, decides_from = 0 }) => (confidence >= decides_from ? [confidence] : [])));

/** The result as clients read it. */
export function clientResultOf(record: ResultRecord, review: Review | null): Result {
  const { seq, near_miss, result } = record;
  return {
    ...result,
    Seq: seq,
    Detections: detectionsOf(record),
    Closest_Match: near_miss,
    Review: review,
    Effective: effectiveOf(result, review),
    ...brandColumnsOf(record),
  };
}

function brandColumnsOf({ brands }: ResultRecord): Pick<Result, "Brands" | "Violations"> {
  if (brands === undefined) return {};
  const violations = brands.flatMap((brand) => brand.violations ?? []);
  return {
    Brands: Object.fromEntries(brands.map(({ name, verdict }) => [name, verdict])),
    ...(violations.length === 0 ? {} : { Violations: violations }),
  };
}

/** Records of older versions hold only the finding that decided. */
function detectionsOf({ detections, result }: ResultRecord): Detection[] {
  if (detections !== undefined) return detections;
  const { Detected_By: stage, Confidence: confidence, Bounding_Box: box } = result;
  return stage === null || confidence === null || box === null ? [] : [{ brand: null, stage, confidence, box }];
}
