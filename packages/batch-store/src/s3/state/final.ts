import { z } from "zod";
import { countsOf } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { partOf } from "../../intake/manifest.ts";
import { finalSchema } from "../../state/final.ts";
import type { Final } from "../../state/final.ts";
import type { Metadata } from "../../state/metadata.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readObject } from "../base/objects.ts";
import { readControl } from "./control.ts";

/** The marker of a run's end names its CSV, so that the CSV of a process that came second is none. */
const markerSchema = z.object({ final: finalSchema, csv: z.string() });
export type EndMarker = z.infer<typeof markerSchema>;

export const readMarker = (
  { bucket }: Pick<ObjectLedger, "bucket">,
  keys: ContentKeys,
  run: number,
): Promise<EndMarker | undefined> => readObject(bucket, keys.final(run), markerSchema);

/** The marker of the newest run's end, or `undefined` while something is left to do. */
export async function readNewestMarker(ledger: ObjectLedger, batchId: BatchId): Promise<EndMarker | undefined> {
  const keys = await ledger.heads.find(batchId);
  if (keys === undefined) return undefined;
  const { run, ended } = await readControl(ledger, batchId);
  // The control says that a run has ended before its marker does.
  return ended === true ? readMarker(ledger, keys, run) : undefined;
}

export const readFinal = async (ledger: ObjectLedger, batchId: BatchId): Promise<Final | undefined> =>
  (await readNewestMarker(ledger, batchId))?.final;

/** The batch at a glance, from what else is known of it: here no people read files. */
export async function readMetadata(ledger: ObjectLedger, batchId: BatchId): Promise<Metadata | undefined> {
  const head = await ledger.heads.read(batchId);
  const keys = head && (await ledger.heads.find(batchId));
  if (head === undefined || keys === undefined) return undefined;
  const { batch_id, client_id, email, created_at, total } = head.manifest;
  const { status, run } = await readControl(ledger, batchId);
  const final = (await readMarker(ledger, keys, run))?.final;
  const before = final ?? (run === 0 ? undefined : (await readMarker(ledger, keys, run - 1))?.final);
  return {
    batch_id,
    client_id,
    email,
    status: final?.status ?? status,
    counts: before?.counts ?? countsOf({ total, valid: 0, invalid: 0, error: 0 }),
    created_at,
    completed_at: final?.completed_at ?? null,
    ...partOf(head.manifest),
  };
}
