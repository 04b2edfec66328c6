import { SHARD_SIZE } from "../../fs/paths.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readControl } from "../state/control.ts";
import { seqsOfRun } from "../state/run-records.ts";
import { doneSeqs } from "./read-shard.ts";

/** Items of the newest run without a result from `from` up to `to`, in order; one listing for each thousand. */
export async function* pendingSeqs(
  ledger: ObjectLedger,
  manifest: BatchManifest,
  from = 0,
  to = Infinity,
): AsyncGenerator<number> {
  const keys = await ledger.heads.keysOf(manifest.batch_id);
  const { run } = await readControl(ledger, manifest.batch_id);
  let shard = -1;
  let done = new Set<number>();
  for (const seq of await seqsOfRun(ledger, keys, manifest, run)) {
    if (seq < from) continue;
    if (seq >= to) return;
    if (Math.floor(seq / SHARD_SIZE) !== shard) {
      shard = Math.floor(seq / SHARD_SIZE);
      done = await doneSeqs(ledger.bucket, keys.resultShard(run, seq));
    }
    if (!done.has(seq)) yield seq;
  }
}
