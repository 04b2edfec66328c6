import { isDeepStrictEqual } from "node:util";
import type { BatchId } from "@symphony/contract";
import { treat } from "../../doctor/damage.ts";
import type { Finding } from "../../doctor/damage.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import { createBatchSummary } from "../../lifecycle/batch-summary.ts";
import type { Doctor } from "../../port.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectItems } from "../intake/items.ts";
import { abandonedStagings, removeAbandoned } from "../intake/staging-mark.ts";
import { finishBatch, hasLeftovers, readFailedItems } from "../lifecycle/finish.ts";
import { firstsOf, lastRuns, readShard, seqsFrom } from "../results/current-results.ts";
import type { ResultReading } from "../results/read-shard.ts";
import { readControl } from "../state/control.ts";
import { readMarker } from "../state/final.ts";
import type { EndMarker } from "../state/final.ts";

/** Right after its end, a batch is still being tidied up. */
const YOUNG_MS = 5 * 60_000;

/** Finds what contradicts itself. Reading only, unless something is repaired. */
export function createObjectDoctor(reading: ResultReading, items: ObjectItems): Doctor {
  const versionOf = async (batchId: BatchId): Promise<string> => {
    const [head, control] = [await reading.heads.read(batchId), await readControl(reading, batchId)];
    return JSON.stringify([head?.content, control]);
  };
  return {
    async examineStore(repair = false) {
      let abandoned = 0;
      for await (const { mark } of abandonedStagings(reading)) if (mark.abandoned !== true) abandoned += 1;
      const what = `${abandoned} uploads were left by processes that are gone.`;
      const found: Finding[] = [{ kind: "leftovers", what, repair: () => removeAbandoned(reading) }];
      return treat(undefined, abandoned > 0 ? found : [], repair);
    },
    async examineBatch(batchId, repair = false) {
      const version = await versionOf(batchId);
      const findings = await examine(reading, items, batchId).catch((error: unknown): Finding[] => [
        { kind: "unreadable", what: `A record cannot be read: ${String(error)}.` },
      ]);
      // A batch that is changed meanwhile, or removed, contradicts itself for a moment.
      if (findings.length === 0 || version !== (await versionOf(batchId))) return [];
      return treat(batchId, findings, repair);
    },
  };
}

async function examine(reading: ResultReading, items: ObjectItems, batchId: BatchId): Promise<Finding[]> {
  const head = await reading.heads.read(batchId);
  const keys = await reading.heads.find(batchId);
  if (head === undefined || keys === undefined) return [];
  const { manifest } = head;
  if ((await items.shard(batchId, manifest.total - 1)).at(-1)?.seq !== manifest.total - 1)
    return [{ kind: "accepted", what: "What was accepted cannot be read: the items are gone or damaged." }];
  const { run, reevaluates } = await readControl(reading, batchId);
  const marker = await readMarker(reading, keys, run);
  const summary = createBatchSummary(manifest.total);
  const missing: number[] = [];
  const oldest = await lastRuns(reading, keys, run);
  for (const first of firstsOf(manifest.total)) {
    const seqs = seqsFrom(first, manifest.total);
    const records = await readShard(reading, keys, run, seqs, oldest);
    for (const seq of seqs) {
      const record = records.get(seq);
      if (record === undefined) missing.push(seq);
      else summary.add(record);
    }
  }
  if (marker !== undefined) return examineFinished(reading, manifest, keys, marker, { summary, missing });
  const lost = reevaluates === true ? [] : await withoutImage(reading, items, keys, manifest, run, missing);
  return lost.length === 0 ? [] : [{ kind: "payload", what: sentence(lost, "no result and not the image sent") }];
}

const sentence = (seqs: readonly number[], have: string): string =>
  `${seqs.length} items, the first of them item ${seqs[0]}, have ${have}.`;

async function withoutImage(
  { bucket }: ResultReading,
  items: ObjectItems,
  keys: ContentKeys,
  { batch_id: batchId, kind }: BatchManifest,
  run: number,
  seqs: readonly number[],
): Promise<number[]> {
  if (kind === "urls" || seqs.length === 0) return [];
  const sizes = new Map<string, number>();
  for await (const { key, size } of bucket.list({ prefix: keys.payloads })) sizes.set(key, size);
  const lost: number[] = [];
  for (const seq of seqs) {
    const { stored = "", size } = await items.read(batchId, seq, run);
    if (sizes.get(keys.payload(stored)) !== size) lost.push(seq);
  }
  return lost;
}

async function examineFinished(
  reading: ResultReading,
  manifest: BatchManifest,
  keys: ContentKeys,
  { final, csv }: EndMarker,
  { summary, missing }: { summary: ReturnType<typeof createBatchSummary>; missing: readonly number[] },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (missing.length > 0) findings.push({ kind: "result", what: sentence(missing, "no result that is whole") });
  if ((await reading.bucket.head(csv)) === undefined) findings.push({ kind: "csv", what: "The CSV is missing." });
  const areWhole = missing.length === 0;
  if (areWhole && !isDeepStrictEqual(summary.summary().counts, final.counts))
    findings.push({ kind: "counts", what: "The counts of the end disagree with the results." });
  if (areWhole && !isDeepStrictEqual(await readFailedItems(reading, manifest), summary.failed)) {
    const { run } = await readControl(reading, manifest.batch_id);
    const rewrite = () => reading.bucket.put(keys.failed(run), JSON.stringify({ seqs: summary.failed }));
    findings.push({ kind: "failed_list", what: "The list of items that ended in an error is wrong.", repair: rewrite });
  }
  if (Date.now() - Date.parse(final.completed_at) > YOUNG_MS && (await hasLeftovers(reading, manifest)))
    findings.push({
      kind: "leftovers",
      what: "The end of the batch, or the start of its next run, was interrupted.",
      repair: () => finishBatch(reading, manifest),
    });
  return findings;
}
