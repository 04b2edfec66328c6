import { clientResultOf } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import { certaintyOf } from "@symphony/contract";
import type { BatchId, RESULT_ORDERS } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireFinished } from "../find-batch.ts";

/** Which item is at a place of the order. */
export type SeqAt = (place: number) => number;

/** Orders by doubt that are remembered: each was made by reading a whole batch. */
const REMEMBERED_ORDERS = 8;
const remembered = new Map<string, Promise<Uint32Array>>();

/** @throws {Problem} 409 for the order by doubt of a batch that is not finished */
export async function readOrder(
  deps: ApiDeps,
  manifest: BatchManifest,
  order: (typeof RESULT_ORDERS)[number],
): Promise<SeqAt> {
  if (order === "upload") return (place) => place;
  if (order === "random") return seqsAt(randomOrder(manifest));
  await requireFinished(deps, manifest.batch_id);
  const { run } = await deps.store.control(manifest.batch_id);
  return seqsAt(
    await remember(`${manifest.batch_id} ${manifest.accepted_at} ${run}`, () => doubtOrder(deps, manifest)),
  );
}

const seqsAt =
  (seqs: Uint32Array): SeqAt =>
  (place) =>
    seqs[place] ?? place;

/** The results of a finished run never change, so neither does their order. */
function remember(key: string, make: () => Promise<Uint32Array>): Promise<Uint32Array> {
  const known = remembered.get(key) ?? make();
  remembered.delete(key);
  remembered.set(key, known);
  known.catch(() => remembered.delete(key));
  if (remembered.size > REMEMBERED_ORDERS) remembered.delete(remembered.keys().next().value as string);
  return known;
}

async function doubtOrder({ store }: ApiDeps, manifest: BatchManifest): Promise<Uint32Array> {
  const certainty = new Float64Array(manifest.total).fill(Number.POSITIVE_INFINITY);
  for await (const record of store.eachResult(manifest))
    certainty[record.seq] = certaintyOf(clientResultOf(record, null), record.threshold ?? null);
  return sortedBy(manifest.total, (seq) => certainty[seq] as number);
}

/** A random order that every caller gets the same of, because it follows from the batch's random id. */
export function randomOrder({ batch_id, total }: Pick<BatchManifest, "batch_id" | "total">): Uint32Array {
  const seed = seedOf(batch_id);
  const keys = Uint32Array.from({ length: total }, (_, seq) => scramble(seed ^ seq));
  return sortedBy(total, (seq) => keys[seq] as number);
}

const seedOf = (batchId: BatchId): number => Number.parseInt(batchId.slice(0, 8), 16);

/** The finaliser of MurmurHash3: neighbouring numbers become unrelated ones, and none becomes another's. */
function scramble(number: number): number {
  let mixed = number;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const sortedBy = (total: number, keyOf: (seq: number) => number): Uint32Array =>
  Uint32Array.from({ length: total }, (_, seq) => seq).sort((a, b) => compare(keyOf(a), keyOf(b)) || a - b);

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
