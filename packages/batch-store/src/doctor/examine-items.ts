import { stat } from "node:fs/promises";
import type { Paths } from "../fs/paths.ts";
import type { ItemReader } from "../intake/items.ts";
import type { BatchManifest, Item } from "../intake/manifest.ts";
import { createBatchSummary } from "../lifecycle/batch-summary.ts";
import type { Payloads, Results } from "../port.ts";
import { lastRuns } from "../results/current-results.ts";
import type { ResultRecord } from "../results/result-record.ts";
import type { Control } from "../state/control-schema.ts";
import type { Finding } from "./damage.ts";
import { readStrictly } from "./read-strictly.ts";

/** Parts of the ledger that an examination reads. */
export interface Ledger {
  paths: Paths;
  items: ItemReader;
  results: Results;
  payloads: Payloads;
}

/** What the items of a batch add up to. */
export interface ItemsExamined {
  findings: Finding[];
  /** By `seq`, where the result is whole. */
  verdicts: Array<ResultRecord["result"]["Is_Valid"] | undefined>;
  summary: ReturnType<typeof createBatchSummary>;
}

/** Compares each item with its result and its image. */
export async function examineItems(
  ledger: Ledger,
  manifest: BatchManifest,
  control: Control,
  isFinished: boolean,
): Promise<ItemsExamined> {
  const { paths, items } = ledger;
  const { batch_id: batchId, total } = manifest;
  const [lost, damaged]: [number[], number[]] = [[], []];
  const summary = createBatchSummary(total);
  const verdicts: ItemsExamined["verdicts"] = [];
  const lastRun = await lastRuns(paths, manifest, control.run);
  for (let seq = 0; seq < total; seq += 1) {
    const item = await items.read(batchId, seq, control.run);
    const record = await readStrictly(paths, manifest, item, lastRun(seq));
    if (record === "damaged" || (record === "missing" && isFinished)) damaged.push(seq);
    else if (record === "missing") {
      if (control.reevaluates !== true && !(await hasImage(ledger, manifest, item, lastRun(seq)))) lost.push(seq);
    } else {
      summary.add(record);
      verdicts[seq] = record.result.Is_Valid;
    }
  }
  const setAside = async (): Promise<void> => {
    for (const seq of damaged) await ledger.results.read(batchId, seq, lastRun(seq));
  };
  const findings: Finding[] = [
    ...(lost.length > 0
      ? [{ kind: "payload" as const, what: sentence(lost, "no result and not the image sent") }]
      : []),
    ...(damaged.length > 0
      ? [{ kind: "result" as const, what: sentence(damaged, "no result that is whole"), repair: setAside }]
      : []),
  ];
  return { findings, verdicts, summary };
}

const sentence = (seqs: readonly number[], have: string): string =>
  `${seqs.length} items, the first of them item ${seqs[0]}, have ${have}.`;

/** Whether an item that waits can be inspected. It may have got its result meanwhile. */
async function hasImage({ paths, payloads }: Ledger, manifest: BatchManifest, item: Item, run: number) {
  if (item.stored === undefined) return true;
  const isWhole = await payloads.open(manifest.batch_id, item).then(
    async ({ path }) => item.size === undefined || (await stat(path)).size === item.size,
    () => false,
  );
  return isWhole || (await readStrictly(paths, manifest, item, run)) !== "missing";
}
