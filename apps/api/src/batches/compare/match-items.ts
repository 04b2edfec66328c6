import type { BatchManifest } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import { digestNumber, numberOfDigest } from "./digest-number.ts";

/** An image of one batch, of the other, or of both; -1 where it is not. */
export interface Pair {
  seq: number;
  other: number;
  sameContent: boolean | null;
}

/**
 * Finds for each image of a batch the one of the same name in another, else the same file under another name; then
 * those that only the other batch has. Kept are a few numbers for each image of the other batch.
 */
export async function* matchItems(
  { store }: Pick<ApiDeps, "store">,
  batch: BatchManifest,
  other: BatchManifest,
): AsyncGenerator<Pair, void> {
  const [byName, byContent] = await indexOf(store, other);
  const taken = new Uint8Array(other.total);
  const take = (at: number | undefined): number => (at === undefined || taken[at] === 1 ? -1 : at);
  const unnamed: number[] = [];
  for (let seq = 0; seq < batch.total; seq += 1) {
    const item = await store.item(batch.batch_id, seq);
    const at = take(byName.get(digestNumber(nameOf(item))));
    const named = at < 0 ? undefined : await store.item(other.batch_id, at);
    if (named === undefined || nameOf(named) !== nameOf(item)) {
      unnamed.push(seq);
      continue;
    }
    taken[at] = 1;
    yield { seq, other: at, sameContent: sameOf(item.sha256, named.sha256) };
  }
  for (const seq of unnamed) {
    const { sha256 } = await store.item(batch.batch_id, seq);
    const number = numberOfDigest(sha256);
    const at = take(number === undefined ? undefined : byContent.get(number));
    const isSame = at >= 0 && (await store.item(other.batch_id, at)).sha256 === sha256;
    if (isSame) taken[at] = 1;
    yield isSame ? { seq, other: at, sameContent: true } : { seq, other: -1, sameContent: null };
  }
  for (let at = 0; at < other.total; at += 1) if (taken[at] === 0) yield { seq: -1, other: at, sameContent: null };
}

/** Of several images with one name or content the first. */
async function indexOf(
  store: ApiDeps["store"],
  { batch_id, total }: BatchManifest,
): Promise<[byName: Map<number, number>, byContent: Map<number, number>]> {
  const [byName, byContent] = [new Map<number, number>(), new Map<number, number>()];
  for (let seq = 0; seq < total; seq += 1) {
    const item = await store.item(batch_id, seq);
    const [named, content] = [digestNumber(nameOf(item)), numberOfDigest(item.sha256)];
    if (!byName.has(named)) byName.set(named, seq);
    if (content !== undefined && !byContent.has(content)) byContent.set(content, seq);
  }
  return [byName, byContent];
}

/** Some systems compose letters and their accents, others do not. */
const nameOf = ({ name }: { name: string }): string => name.normalize("NFC");

const sameOf = (a: string | undefined, b: string | undefined): boolean | null =>
  a === undefined || b === undefined ? null : a === b;
