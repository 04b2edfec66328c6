import type { BatchId } from "@symphony/contract";
import type { BatchManifest } from "../../intake/manifest.ts";
import { runRecordSchema, seqsOf } from "../../state/run-record.ts";
import type { RunRecord } from "../../state/run-record.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readObject } from "../base/objects.ts";
import { StoreError } from "../../store-error.ts";

export async function findRun(ledger: ObjectLedger, batchId: BatchId, run: number): Promise<RunRecord | undefined> {
  const keys = await ledger.heads.find(batchId);
  return keys && readObject(ledger.bucket, keys.runRecord(run), runRecordSchema);
}

/** @throws {StoreError} `missing` when the batch was removed */
export async function readRun(
  { bucket }: Pick<ObjectLedger, "bucket">,
  keys: ContentKeys,
  run: number,
): Promise<RunRecord> {
  const record = await readObject(bucket, keys.runRecord(run), runRecordSchema);
  if (record === undefined) throw new StoreError("missing", `The record of run ${run} is not there any more.`);
  return record;
}

/** Items of a run, in order, from one up to another, which is left out. */
export async function seqsOfRun(
  ledger: Pick<ObjectLedger, "bucket">,
  keys: ContentKeys,
  manifest: BatchManifest,
  run: number,
): Promise<readonly number[]> {
  return seqsOf(run === 0 ? { seqs: "all" } : await readRun(ledger, keys, run), manifest);
}
