import type { BatchManifest } from "@symphony/batch-store";
import type { Duplicates } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { numberOfDigest } from "./digest-number.ts";
import { createMemory } from "./remember.ts";

/** Images of one group that are listed; a bulk review takes as many numbers. */
const LISTED_MAX = 1_000;
/** Groupings that are remembered. The images of a run never change. */
const GROUPINGS_KEPT = 8;
const GROUPING_KEPT_MS = 3_600_000;

/** The images of a batch, those with the same bytes beside each other, and where each group of several begins. */
interface Grouping {
  order: Uint32Array;
  begins: number[];
  copies: number;
}

const remember = createMemory<Grouping>(GROUPINGS_KEPT, GROUPING_KEPT_MS);

/** The images of a batch that are the same file, so that they are decided once. Those from URLs have no digest. */
export async function findDuplicates(
  deps: ApiDeps,
  id: string,
  { cursor, limit }: { cursor: number; limit: number },
): Promise<Duplicates> {
  const manifest = await requireManifest(deps, id);
  const grouping = await remember(`${manifest.batch_id} ${(await deps.store.control(manifest.batch_id)).run}`, () =>
    groupImages(deps, manifest),
  );
  const begins = grouping.begins.slice(cursor, cursor + limit);
  const items = await Promise.all(begins.map((begin) => groupAt(deps, manifest, grouping, begin)));
  const next = cursor + begins.length;
  return {
    batch_id: manifest.batch_id,
    groups: grouping.begins.length,
    copies: grouping.copies,
    items,
    next_cursor: next < grouping.begins.length ? next : null,
  };
}

async function groupImages({ store }: ApiDeps, { batch_id, total }: BatchManifest): Promise<Grouping> {
  const numbers = new Float64Array(total);
  for (let seq = 0; seq < total; seq += 1)
    numbers[seq] = numberOfDigest((await store.item(batch_id, seq)).sha256) ?? -1 - seq;
  const numberOf = (seq: number): number => numbers[seq] as number;
  const order = Uint32Array.from({ length: total }, (_, seq) => seq).sort((a, b) => numberOf(a) - numberOf(b) || a - b);
  const begins: number[] = [];
  let copies = 0;
  for (let at = 1; at < total; at += 1) {
    if (numberOf(order[at] as number) !== numberOf(order[at - 1] as number)) continue;
    copies += 1;
    const isSecond = at === 1 || numberOf(order[at - 2] as number) !== numberOf(order[at] as number);
    if (isSecond) begins.push(at - 1);
  }
  begins.sort((a, b) => (order[a] as number) - (order[b] as number));
  return { order, begins, copies };
}

async function groupAt(
  { store }: ApiDeps,
  { batch_id, total }: BatchManifest,
  { order }: Grouping,
  begin: number,
): Promise<Duplicates["items"][number]> {
  const { sha256 = "" } = await store.item(batch_id, order[begin] as number);
  const images: Duplicates["items"][number]["images"] = [];
  let count = 0;
  for (let at = begin; at < total; at += 1) {
    const item = await store.item(batch_id, order[at] as number);
    if (numberOfDigest(item.sha256) !== numberOfDigest(sha256)) break;
    if (item.sha256 !== sha256) continue;
    count += 1;
    if (images.length < LISTED_MAX) images.push({ seq: item.seq, name: item.name });
  }
  return { sha256, count, images };
}
