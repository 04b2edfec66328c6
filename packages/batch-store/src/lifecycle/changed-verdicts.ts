import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { Results } from "../port.ts";
import { openCurrentResults } from "../results/current-results.ts";
import type { ResultRecord } from "../results/result-record.ts";
import { readRun, seqsOf } from "../state/run-record.ts";

/**
 * Counts the verdicts that a run changed. The results of the runs before it are there until it is finished.
 *
 * @returns undefined for the first run
 */
export async function countChanges(
  paths: Paths,
  results: Results,
  manifest: BatchManifest,
  run: number,
): Promise<{ compare(record: ResultRecord): Promise<void>; changed(): number } | undefined> {
  if (run === 0) return undefined;
  const inRun = new Set(seqsOf(await readRun(paths, manifest.batch_id, run), manifest));
  const readBefore = await openCurrentResults(paths, results, manifest, run - 1);
  let changed = 0;
  return {
    async compare({ seq, result }) {
      if (!inRun.has(seq)) return;
      const before = await readBefore(seq);
      if (before !== undefined && before.result.Is_Valid !== result.Is_Valid) changed += 1;
    },
    changed: () => changed,
  };
}
