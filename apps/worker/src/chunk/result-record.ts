import type { BatchManifest, Item, ResultRecord } from "@symphony/batch-store";
import type { ErrorCategory } from "@symphony/contract";
import type { Inspection } from "../inference/protocol.ts";

/** What a row says of an item besides the verdict. */
export interface RecordFacts {
  manifest: BatchManifest;
  item: Item;
  attempts: number;
  milliseconds: number;
}

const common = ({
  manifest,
  item,
}: Pick<RecordFacts, "manifest" | "item">): Pick<ResultRecord, "seq" | "batch_id" | "processed_at"> => ({
  seq: item.seq,
  batch_id: manifest.batch_id,
  processed_at: new Date().toISOString(),
});

const commonResult = ({ item, attempts, milliseconds }: RecordFacts) => ({
  Image_Path_or_URL: item.name,
  Processing_Ms: Math.round(milliseconds),
  Attempts: attempts,
});

export function verdictRecord(facts: RecordFacts, judgement: Inspection): ResultRecord {
  return {
    ...common(facts),
    near_miss: judgement.near_miss,
    findings: [...judgement.findings],
    stages_left: judgement.stages_left,
    image: judgement.image,
    result: {
      ...commonResult(facts),
      Is_Valid: judgement.verdict,
      Confidence: judgement.confidence === null ? null : Math.round(judgement.confidence * 10_000) / 10_000,
      Detected_By: judgement.detected_by,
      Bounding_Box: judgement.box,
      Error: null,
      Error_Category: null,
    },
  };
}

/** The row of an image whose bytes are those of one that was judged. */
export function cachedRecord(facts: Pick<RecordFacts, "manifest" | "item">, source: ResultRecord): ResultRecord {
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
