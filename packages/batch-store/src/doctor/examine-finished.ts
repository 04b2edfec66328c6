import { mkdir, rm } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { readIfPresent, removeFile, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { writeFailedItems } from "../lifecycle/failed-items.ts";
import { finishBatch, hasLeftovers, writeCsv } from "../lifecycle/finish.ts";
import { openCurrentResults } from "../results/current-results.ts";
import { csvOfRun } from "../results/csv-file.ts";
import { csvRecords } from "../results/read-csv.ts";
import type { Final } from "../state/final.ts";
import { readMetadata, updateMetadata } from "../state/metadata.ts";
import type { Finding } from "./damage.ts";
import type { ItemsExamined, Ledger } from "./examine-items.ts";

/** Right after its end, a batch is still being tidied up. */
const YOUNG_MS = 5 * 60_000;

/** Compares what was derived from the results of a finished batch with them. */
export async function examineFinished(
  ledger: Ledger,
  manifest: BatchManifest,
  run: number,
  final: Final,
  { findings: damaged, verdicts, summary }: ItemsExamined,
): Promise<Finding[]> {
  const { paths, results } = ledger;
  const { batch_id: batchId } = manifest;
  const findings: Finding[] = [];
  // What is derived from damaged results is not known to be right.
  const areWhole = damaged.length === 0;
  if (!(await isCsvRight(paths, manifest, run, verdicts)))
    findings.push({
      kind: "csv",
      what: "The CSV is missing or does not show the results.",
      ...(areWhole ? { repair: () => rewriteCsv(ledger, manifest, run) } : {}),
    });
  const { counts } = summary.summary();
  if (areWhole && !isDeepStrictEqual(counts, final.counts))
    findings.push({
      kind: "counts",
      what: "The counts of the end disagree with the results.",
      repair: () => replaceFile(paths.final(batchId, run), JSON.stringify({ ...final, ...summary.summary() }, null, 2)),
    });
  if (!isDeepStrictEqual((await readMetadata(paths, batchId))?.counts, final.counts))
    findings.push({
      kind: "counts",
      what: "metadata.json disagrees with the end of the batch.",
      repair: () => updateMetadata(paths, batchId, { ...pick(final), ...(areWhole ? { counts } : {}) }),
    });
  const failed = await readIfPresent(paths.failed(batchId, run));
  if (areWhole && failed !== undefined && failed !== JSON.stringify({ seqs: summary.failed }))
    findings.push({
      kind: "failed_list",
      what: "failed.json does not list the items that ended in an error.",
      repair: () => writeFailedItems(paths, batchId, run, summary.failed),
    });
  if (Date.now() - Date.parse(final.completed_at) > YOUNG_MS && (await hasLeftovers(paths, manifest)))
    findings.push({
      kind: "leftovers",
      what: "The end of the batch, or the start of its next run, was interrupted.",
      repair: () => finishBatch(paths, results, manifest),
    });
  return findings;
}

const pick = ({ status, counts, completed_at }: Final): Pick<Final, "status" | "counts" | "completed_at"> => ({
  status,
  counts,
  completed_at,
});

/** Whether the CSV has a row for each item, with its verdict. */
async function isCsvRight(
  paths: Paths,
  { batch_id: batchId, total }: BatchManifest,
  run: number,
  verdicts: ItemsExamined["verdicts"],
): Promise<boolean> {
  let seq = -1;
  try {
    for await (const [, verdict] of csvRecords(await csvOfRun(paths, batchId, run))) {
      if (seq >= 0 && verdicts[seq] !== undefined && verdict !== verdicts[seq]) return false;
      seq += 1;
    }
  } catch {
    return false;
  }
  return seq === total;
}

async function rewriteCsv({ paths, results }: Ledger, manifest: BatchManifest, run: number): Promise<void> {
  const { batch_id: batchId, total } = manifest;
  const read = await openCurrentResults(paths, results, manifest, run);
  const all = async function* () {
    for (let seq = 0; seq < total; seq += 1) {
      const record = await read(seq);
      if (record !== undefined) yield record;
    }
  };
  await mkdir(paths.scratch(batchId), { recursive: true });
  await removeFile(paths.runCsv(batchId, run));
  await writeCsv(paths, manifest, run, all());
  await rm(paths.scratch(batchId), { recursive: true, force: true });
}
