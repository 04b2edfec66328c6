import type { BatchId } from "@symphony/contract";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { putUnlessEnded } from "../base/objects.ts";
import { readControl } from "../state/control.ts";

/** Progress is noted for retention rules, which count hours. */
const TOUCHED_EVERY_MS = 60_000;

/** Nobody reads a pending list in a bucket; that there was progress counts for the retention of an unfinished batch. */
export function createTouch(ledger: ObjectLedger): (manifest: BatchManifest) => Promise<void> {
  let [touchedAt, touched] = [-Infinity, new Set<BatchId>()];
  return async ({ batch_id: batchId }) => {
    if (performance.now() - touchedAt > TOUCHED_EVERY_MS) [touchedAt, touched] = [performance.now(), new Set()];
    const keys = touched.has(batchId) ? undefined : await ledger.heads.find(batchId);
    if (keys === undefined) return;
    touched.add(batchId);
    const { run } = await readControl(ledger, batchId);
    await putUnlessEnded(ledger.bucket, keys.touched, "1", keys.final(run));
  };
}
