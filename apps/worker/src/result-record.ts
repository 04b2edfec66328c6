import { partOf } from "@symphony/batch-store";
import type { BatchManifest, Item, ResultRecord } from "@symphony/batch-store";
import type { ErrorCategory } from "@symphony/contract";
import type { Decision } from "./cascade/decide.ts";
import type { Inspection } from "./inference/protocol.ts";

/** What a record says of an item beside the verdict. */
export interface RecordFacts {
  manifest: BatchManifest;
  item: Item;
  attempts: number;
  milliseconds: number;
}

const common = ({
  manifest,
  item,
}: Pick<RecordFacts, "manifest" | "item">): Pick<
  ResultRecord,
  "seq" | "corrected_in" | "batch_id" | "processed_at"
> => ({
  seq: item.seq,
  corrected_in: item.corrected_in,
  batch_id: manifest.batch_id,
  processed_at: new Date().toISOString(),
});

const commonResult = ({ item, attempts, milliseconds }: RecordFacts) => ({
  Image_Path_or_URL: item.name,
  Processing_Ms: Math.round(milliseconds),
  Attempts: attempts,
});

const rounded = (confidence: number): number => Math.round(confidence * 10_000) / 10_000;

/** The columns of a result that a decision fills. */
export function decidedColumns({ verdict, confidence, detected_by, box }: Decision) {
  return {
    Is_Valid: verdict,
    Confidence: confidence === null ? null : rounded(confidence),
    Detected_By: detected_by,
    Bounding_Box: box,
  };
}

/** What a decision says beside the columns. */
export function decidedFields({ near_miss, detections, threshold }: Decision, brand: string | null) {
  const named = detections.map((each) => ({ brand, ...each, confidence: rounded(each.confidence) }));
  return { near_miss, brand, threshold, detections: named };
}

/** What looked for several brands, where the batch names them. */
type BrandFields = Pick<ResultRecord, "brands" | "forbidden">;
export const brandFields = ({ brands, forbidden = [] }: BrandFields): BrandFields => ({
  ...(brands === undefined ? {} : { brands }),
  ...(forbidden.length === 0 ? {} : { forbidden }),
});
const failedBrands = ({ brands }: BatchManifest): ResultRecord["brands"] =>
  brands?.map((brand) => ({ ...brand, verdict: "Error", stages_left: 0 }));

export function verdictRecord(facts: RecordFacts, inspection: Inspection): ResultRecord {
  return {
    ...common(facts),
    ...partOf(facts.manifest),
    findings: [...inspection.findings],
    ...decidedFields(inspection, inspection.brand),
    ...brandFields(inspection),
    stages_left: inspection.stages_left,
    image: inspection.image,
    look: inspection.look,
    result: { ...commonResult(facts), ...decidedColumns(inspection), Error: null, Error_Category: null },
  };
}

/**
 * The record of an image with the same bytes as one that was inspected before. What was checked ahead is this image:
 * it was inspected once, and is a copy of none.
 */
export function cachedRecord(
  facts: Pick<RecordFacts, "manifest" | "item">,
  { part_of, ...source }: ResultRecord,
): ResultRecord {
  if (part_of !== undefined)
    return {
      ...source,
      ...common(facts),
      ...partOf(facts.manifest),
      result: { ...source.result, Image_Path_or_URL: facts.item.name },
    };
  const record = { ...facts, attempts: 1, milliseconds: 0 };
  return {
    ...source,
    ...common(record),
    same_as: source.same_as ?? { batch_id: source.batch_id, seq: source.seq },
    result: { ...source.result, ...commonResult(record) },
  };
}

export function errorRecord(facts: RecordFacts, category: ErrorCategory, sentence: string): ResultRecord {
  return {
    ...common(facts),
    near_miss: null,
    ...brandFields({ brands: failedBrands(facts.manifest) }),
    image: null,
    result: {
      ...commonResult(facts),
      Is_Valid: "Error",
      Confidence: null,
      Detected_By: null,
      Bounding_Box: null,
      Error: sentence,
      Error_Category: category,
    },
  };
}
