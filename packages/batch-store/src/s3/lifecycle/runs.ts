import { ownerId } from "../../fs/owner-id.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { NewRun, RunSummary } from "../../port.ts";
import { seqsOf } from "../../state/run-record.ts";
import type { RunRecord } from "../../state/run-record.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readControl, updateControl } from "../state/control.ts";
import { readMarker } from "../state/final.ts";
import { markReopened } from "../state/reopened.ts";
import { findRun, readRun } from "../state/run-records.ts";
import { prepareCorrections } from "./corrections.ts";

/**
 * Decides a run by its record, which one of many callers puts in place, and starts it. Any caller may start what
 * another one decided: the change of the control is made once.
 */
export async function startRun(ledger: ObjectLedger, manifest: BatchManifest, newRun: NewRun): Promise<boolean> {
  const { batch_id: batchId } = manifest;
  const { run, seqs, eventsBefore, threshold, corrections } = newRun;
  const keys = await ledger.heads.keysOf(batchId);
  const record: RunRecord = {
    seqs,
    events_before: eventsBefore,
    began_at: new Date().toISOString(),
    ...(threshold === undefined ? {} : { threshold }),
    owner: ownerId(),
    ...(corrections === undefined ? {} : { corrections }),
  };
  await markReopened(ledger, batchId);
  const won = await ledger.bucket.putIfAbsent(keys.runRecord(run), JSON.stringify(record));
  if (won === undefined && corrections !== undefined)
    await ledger.bucket.remove(corrections.files.map(({ stored }) => keys.payload(stored)));
  await start(ledger, manifest, keys, run);
  return won !== undefined;
}

/** Whether the next run is decided and not started: its starter died, or is about to. */
export async function isNextRunDecided(ledger: ObjectLedger, { batch_id }: BatchManifest): Promise<boolean> {
  const { run } = await readControl(ledger, batch_id);
  return (await findRun(ledger, batch_id, run + 1)) !== undefined;
}

export async function startDecidedRun(ledger: ObjectLedger, manifest: BatchManifest): Promise<void> {
  const { run } = await readControl(ledger, manifest.batch_id);
  await start(ledger, manifest, await ledger.heads.keysOf(manifest.batch_id), run + 1);
}

async function start(ledger: ObjectLedger, manifest: BatchManifest, keys: ContentKeys, run: number): Promise<void> {
  const record = await readRun(ledger, keys, run);
  for (;;) {
    const before = await readControl(ledger, manifest.batch_id);
    // A starter that was late must not take the batch back to a run that is over.
    if (before.run >= run) return;
    if (record.corrections !== undefined)
      await prepareCorrections(ledger, manifest.batch_id, keys, run, record.corrections, record.began_at);
    const threshold = record.threshold ?? before.threshold;
    const started = await updateControl(ledger, manifest.batch_id, before.version, {
      status: "processing",
      run,
      ...(threshold === undefined ? {} : { threshold }),
      ...(record.threshold === undefined ? {} : { reevaluates: true as const }),
      ...(record.corrections === undefined ? {} : { corrects: true as const }),
    });
    if (started) return;
  }
}

/** All runs of a batch, from their records and markers. */
export async function readRuns(ledger: ObjectLedger, manifest: BatchManifest): Promise<RunSummary[]> {
  const keys = await ledger.heads.keysOf(manifest.batch_id);
  const { run: newest } = await readControl(ledger, manifest.batch_id);
  return Promise.all(
    Array.from({ length: newest + 1 }, async (_, run): Promise<RunSummary> => {
      const [record, marker] = [await findRun(ledger, manifest.batch_id, run), await readMarker(ledger, keys, run)];
      return {
        run,
        started_at: run === 0 ? manifest.accepted_at : (record?.began_at ?? null),
        threshold: record?.threshold ?? null,
        items: record === undefined ? manifest.total : seqsOf(record, manifest).length,
        corrected: record?.corrections?.files.length ?? 0,
        final: marker?.final,
      };
    }),
  );
}
