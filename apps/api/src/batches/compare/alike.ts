import type { BatchManifest } from "@symphony/batch-store";
import type { Duplicates } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { groupLooks } from "./group-looks.ts";
import { createMemory } from "./remember.ts";

/** Images of one group that are listed; a bulk review takes as many numbers. */
const LISTED_MAX = 1_000;
const GROUPINGS_KEPT = 8;
/** While a batch runs more images come. */
const KEPT_MS = 15_000;

const remember = createMemory<number[][]>(GROUPINGS_KEPT, KEPT_MS);

/**
 * Images of a batch that look alike and are not all the same file: other sizes, crops of a pixel, other qualities. By
 * the looks that the workers noted; results of older versions have none.
 */
export async function findAlike(
  deps: ApiDeps,
  id: string,
  { cursor, limit }: { cursor: number; limit: number },
): Promise<Duplicates> {
  const manifest = await requireManifest(deps, id);
  const { batch_id: batchId } = manifest;
  const { run } = await deps.store.control(batchId);
  const groups = await remember(`${batchId} ${run}`, () => groupImages(deps, manifest));
  const shown = groups.slice(cursor, cursor + limit);
  const next = cursor + shown.length;
  return {
    batch_id: batchId,
    groups: groups.length,
    copies: groups.reduce((sum, group) => sum + group.length - 1, 0),
    items: await Promise.all(shown.map((group) => listed(deps, batchId, group))),
    next_cursor: next < groups.length ? next : null,
  };
}

async function groupImages({ store }: ApiDeps, manifest: BatchManifest): Promise<number[][]> {
  const [seqs, looks]: [number[], string[]] = [[], []];
  for await (const { seq, look } of store.eachResult(manifest)) {
    if (look === undefined) continue;
    seqs.push(seq);
    looks.push(look);
  }
  const groups = (await groupLooks(looks)).map((group) => group.map((place) => seqs[place] as number));
  const areSame = await Promise.all(groups.map((group) => isOneFile(store, manifest.batch_id, group)));
  return groups.filter((_, i) => !areSame[i]);
}

/** Copies of one file are listed as such. */
async function isOneFile(store: ApiDeps["store"], batchId: string, group: readonly number[]): Promise<boolean> {
  const first = (await store.item(batchId, group[0] as number)).sha256;
  for (const seq of group) if ((await store.item(batchId, seq)).sha256 !== first) return false;
  return first !== undefined;
}

async function listed({ store }: ApiDeps, batchId: string, group: readonly number[]) {
  const images = await Promise.all(
    group.slice(0, LISTED_MAX).map(async (seq) => ({ seq, name: (await store.item(batchId, seq)).name })),
  );
  return { sha256: null, count: group.length, images };
}
