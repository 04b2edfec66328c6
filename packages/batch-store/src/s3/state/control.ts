import type { BatchId } from "@symphony/contract";
import { isFinal } from "../../state/control.ts";
import { controlSchema, encodeControl, NO_CONTROL } from "../../state/control-schema.ts";
import type { Control, ControlState } from "../../state/control-schema.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { decodeObject } from "../base/objects.ts";

/** What was asked of a batch: one object that names its version, changed only by who read the version before. */
export async function readControl({ bucket, heads }: ObjectLedger, batchId: BatchId): Promise<Control> {
  const keys = await heads.find(batchId);
  return keys === undefined ? NO_CONTROL : (await readVersion(bucket, keys)).control;
}

async function readVersion(
  bucket: ObjectLedger["bucket"],
  { control: key }: ContentKeys,
): Promise<{ control: Control; etag: string | undefined }> {
  const found = await bucket.read(key);
  if (found === undefined) return { control: NO_CONTROL, etag: undefined };
  const { version = 0, ...state } = decodeObject(found.bytes.toString(), key, controlSchema);
  return { control: { ...state, version }, etag: found.facts.etag };
}

/** Of many callers with the same version one wins. @returns whether this call made the change */
export async function updateControl(
  { bucket, heads }: ObjectLedger,
  batchId: BatchId,
  expected: number,
  next: ControlState,
): Promise<boolean> {
  const keys = await heads.keysOf(batchId);
  const { control, etag } = await readVersion(bucket, keys);
  if (control.version !== expected || isFinal(control, next)) return false;
  const text = encodeControl({ ...next, version: expected + 1 });
  const made =
    etag === undefined
      ? await bucket.putIfAbsent(keys.control, text)
      : await bucket.putIfMatch(keys.control, text, etag);
  return made !== undefined;
}

/** Decides how a run ends. */
export const endRun = (
  ledger: ObjectLedger,
  batchId: BatchId,
  { version, corrects: _over, ...state }: Control,
): Promise<boolean> => updateControl(ledger, batchId, version, { ...state, ended: true });
