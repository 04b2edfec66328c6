import type { BatchManifest } from "@symphony/batch-store";
import { COMPARE_KINDS, VERDICTS } from "@symphony/contract";
import type { ComparedItem, CompareKind, CompareQuery, Comparison, Verdict } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireBatchId } from "../batch-ids.ts";
import { eachMatch } from "../exports/matching-results.ts";
import { requireFinished } from "../find-batch.ts";
import { matchItems } from "./match-items.ts";
import type { Pair } from "./match-items.ts";
import { createMemory } from "./remember.ts";

/** A comparison is made by reading two batches whole; decisions of people show when it is made again. */
const COMPARISONS_KEPT = 4;
const COMPARISON_KEPT_MS = 15_000;

/** Two finished batches by their images: some bytes for each of them. */
interface Compared {
  counts: Record<CompareKind, number>;
  kinds: Uint8Array;
  seqs: Int32Array;
  others: Int32Array;
  /** 1: the same file, 0: another one, 2: not known. */
  contents: Uint8Array;
  verdicts: Uint8Array;
  otherVerdicts: Uint8Array;
}

const remember = createMemory<Compared>(COMPARISONS_KEPT, COMPARISON_KEPT_MS);

/** @throws {Problem} 409 while one of the batches is running */
export async function compareBatches(deps: ApiDeps, id: string, query: CompareQuery): Promise<Comparison> {
  const { manifest: batch } = await requireFinished(deps, requireBatchId(id));
  const { manifest: other } = await requireFinished(deps, requireBatchId(query.with));
  const key = `${batch.batch_id} ${other.batch_id} ${await runOf(deps, batch)} ${await runOf(deps, other)}`;
  const compared = await remember(key, () => compare(deps, batch, other));
  const wanted = query.kind === undefined ? undefined : COMPARE_KINDS.indexOf(query.kind);
  const items: ComparedItem[] = [];
  let place = query.cursor;
  for (; place < compared.kinds.length && items.length < query.limit; place += 1) {
    if (wanted !== undefined && compared.kinds[place] !== wanted) continue;
    items.push(await itemAt(deps, batch, other, compared, place));
  }
  return {
    batch_id: batch.batch_id,
    with: other.batch_id,
    counts: compared.counts,
    items,
    next_cursor: place < compared.kinds.length ? place : null,
  };
}

const runOf = async ({ store }: ApiDeps, { batch_id }: BatchManifest): Promise<number> =>
  (await store.control(batch_id)).run;

async function compare(deps: ApiDeps, batch: BatchManifest, other: BatchManifest): Promise<Compared> {
  const [verdicts, otherVerdicts] = [await verdictsOf(deps, batch), await verdictsOf(deps, other)];
  const most = batch.total + other.total;
  const [kinds, contents] = [new Uint8Array(most), new Uint8Array(most)];
  const [seqs, others] = [new Int32Array(most), new Int32Array(most)];
  const counts: Compared["counts"] = { fixed: 0, broken: 0, changed: 0, same: 0, new: 0, missing: 0 };
  let length = 0;
  for await (const match of matchItems(deps, batch, other)) {
    // The pictures of a trial are those of the other batch, though some are views of them.
    const pair = batch.trial_of === other.batch_id ? { ...match, sameContent: null } : match;
    const kind = kindOf(pair, verdictAt(verdicts, pair.seq), verdictAt(otherVerdicts, pair.other));
    counts[kind] += 1;
    kinds[length] = COMPARE_KINDS.indexOf(kind);
    contents[length] = pair.sameContent === null ? 2 : Number(pair.sameContent);
    seqs[length] = pair.seq;
    others[length] = pair.other;
    length += 1;
  }
  return {
    counts,
    kinds: kinds.slice(0, length),
    contents: contents.slice(0, length),
    seqs: seqs.slice(0, length),
    others: others.slice(0, length),
    verdicts,
    otherVerdicts,
  };
}

/** The verdicts that count, as one byte each. */
async function verdictsOf(deps: ApiDeps, manifest: BatchManifest): Promise<Uint8Array> {
  const verdicts = new Uint8Array(manifest.total).fill(VERDICTS.indexOf("Error"));
  for await (const { record, effective } of eachMatch(deps, manifest, {}))
    verdicts[record.seq] = VERDICTS.indexOf(effective);
  return verdicts;
}

const verdictAt = (verdicts: Uint8Array, seq: number): Verdict | null =>
  seq < 0 ? null : (VERDICTS[verdicts[seq] as number] as Verdict);

export function kindOf(
  { sameContent }: Pick<Pair, "sameContent">,
  now: Verdict | null,
  before: Verdict | null,
): CompareKind {
  if (before === null) return "new";
  if (now === null) return "missing";
  if ((now === "Valid") !== (before === "Valid")) return now === "Valid" ? "fixed" : "broken";
  return now === before && sameContent !== false ? "same" : "changed";
}

async function itemAt(
  { store }: ApiDeps,
  batch: BatchManifest,
  other: BatchManifest,
  compared: Compared,
  place: number,
): Promise<ComparedItem> {
  const [seq, otherSeq] = [compared.seqs[place] as number, compared.others[place] as number];
  const { name } = seq < 0 ? await store.item(other.batch_id, otherSeq) : await store.item(batch.batch_id, seq);
  const content = compared.contents[place];
  return {
    kind: COMPARE_KINDS[compared.kinds[place] as number] as CompareKind,
    name,
    seq: seq < 0 ? null : seq,
    other_seq: otherSeq < 0 ? null : otherSeq,
    effective: verdictAt(compared.verdicts, seq),
    other_effective: verdictAt(compared.otherVerdicts, otherSeq),
    same_content: content === 2 ? null : content === 1,
  };
}
