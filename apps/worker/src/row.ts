import type { Accepted, ErrorCategory, Item, Row } from "@symphony/contract";
import type { Judged } from "./judge/protocol.ts";

/** What a row says of an item besides the verdict. */
export interface RowFacts {
  accepted: Accepted;
  item: Item;
  attempts: number;
  milliseconds: number;
}

const common = ({
  accepted,
  item,
}: Pick<RowFacts, "accepted" | "item">): Pick<Row, "seq" | "batch_id" | "processed_at"> => ({
  seq: item.seq,
  batch_id: accepted.batch_id,
  processed_at: new Date().toISOString(),
});

const commonResult = ({ item, attempts, milliseconds }: RowFacts) => ({
  Image_Path_or_URL: item.name,
  Processing_Ms: Math.round(milliseconds),
  Attempts: attempts,
});

export function verdictRow(facts: RowFacts, judgement: Judged): Row {
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
export function sameRow(facts: Pick<RowFacts, "accepted" | "item">, source: Row): Row {
  const row = { ...facts, attempts: 1, milliseconds: 0 };
  return {
    ...source,
    ...common(row),
    same_as: source.same_as ?? { batch_id: source.batch_id, seq: source.seq },
    result: { ...source.result, ...commonResult(row) },
  };
}

export function errorRow(facts: RowFacts, category: ErrorCategory, sentence: string): Row {
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
