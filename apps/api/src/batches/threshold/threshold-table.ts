import { decidedUpTo, validUpTo } from "@symphony/batch-store";
import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";

/** What a threshold means for the images of a finished run, in a few bytes for each. */
export interface ThresholdTable {
  /** By seq: the highest threshold at which the image is valid; below 0 where none makes it so. */
  validUpTo: Float64Array;
  /** By seq: the highest threshold up to which no other stage has to inspect the image. */
  decidedUpTo: Float64Array;
  kinds: Uint8Array;
}

/** The machine's verdict of an image. */
export const KIND = { error: 0, valid: 1, invalid: 2 } as const;

/** Tables that are remembered: each was made by reading a whole batch. */
const REMEMBERED_TABLES = 8;
const remembered = new Map<string, Promise<ThresholdTable>>();

/** The results of a finished run never change, so neither does its table. */
export function thresholdTable({ store }: Pick<ApiDeps, "store">, manifest: BatchManifest, run: number) {
  const key = `${manifest.batch_id} ${manifest.accepted_at} ${run}`;
  const table = remembered.get(key) ?? readTable(store.eachResult(manifest), manifest.total);
  remembered.delete(key);
  remembered.set(key, table);
  table.catch(() => remembered.delete(key));
  if (remembered.size > REMEMBERED_TABLES) remembered.delete(remembered.keys().next().value as string);
  return table;
}

async function readTable(records: AsyncIterable<ResultRecord>, total: number): Promise<ThresholdTable> {
  const table: ThresholdTable = {
    validUpTo: new Float64Array(total).fill(-1),
    decidedUpTo: new Float64Array(total).fill(1),
    kinds: new Uint8Array(total),
  };
  for await (const record of records) {
    table.kinds[record.seq] = kindOf(record);
    table.validUpTo[record.seq] = validUpTo(record) ?? -1;
    table.decidedUpTo[record.seq] = decidedUpTo(record);
  }
  return table;
}

function kindOf(record: ResultRecord): number {
  const verdict = record.result.Is_Valid;
  if (verdict === "Error") return KIND.error;
  return verdict === "Valid" ? KIND.valid : KIND.invalid;
}
