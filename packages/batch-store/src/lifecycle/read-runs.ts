import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { RunSummary } from "../port.ts";
import { readControl } from "../state/control.ts";
import { readFinalOf } from "../state/final.ts";
import { findRun, seqsOf } from "../state/run-record.ts";

/** All runs of a batch, from their records and markers: two small files each. */
export async function readRuns(paths: Paths, manifest: BatchManifest): Promise<RunSummary[]> {
  const { batch_id: batchId } = manifest;
  const { run: newest } = await readControl(paths, batchId);
  return Promise.all(
    Array.from({ length: newest + 1 }, async (_, run): Promise<RunSummary> => {
      const [record, final] = [await findRun(paths, batchId, run), await readFinalOf(paths, batchId, run)];
      return {
        run,
        started_at: run === 0 ? manifest.accepted_at : (record?.began_at ?? null),
        threshold: record?.threshold ?? null,
        corrected: record?.corrections?.files.length ?? 0,
        items: record === undefined ? manifest.total : seqsOf(record, manifest).length,
        final,
      };
    }),
  );
}
