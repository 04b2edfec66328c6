import { stat } from "node:fs/promises";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { removeFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { eachName } from "../rounds.ts";

/** Other processes add drafts too: the own count is compared with the folder so often. */
const COUNTED_EVERY_MS = 60_000;
/** A draft that was written since may be about to get its images: uploads take an hour at most by default. */
const UNTOUCHED_MS = 2 * 3_600_000;
/** Of all drafts, so many are removed at once, so that the search for the oldest ones is rare. */
const REMOVED_SHARE = 0.1;
/** When none may be removed, nobody looks again before. */
const FULL_FOR_MS = 5_000;

/** The places that drafts take, those that are being written included. */
export interface DraftRoom {
  /** Takes a place. @returns false when there is none */
  enter(batchId: BatchId, max: number): Promise<boolean>;
  /** The draft is written, or could not be. */
  leave(batchId: BatchId): void;
}

/** When there is no room, drafts that nobody touched for long make room, the oldest first. */
export function createDraftRoom(paths: Paths): DraftRoom {
  let [written, countedAt, fullUntil] = [0, -Infinity, -Infinity];
  const writing = new Set<BatchId>();
  /** Written while the folder is counted: it may show them or not, so they are counted here. */
  let meanwhile = new Set<BatchId>();
  let looking: Promise<void> | undefined;
  const isFull = (max: number): boolean => written + writing.size >= max;

  const recount = async (): Promise<void> => {
    meanwhile = new Set();
    const others = await countDrafts(paths, (batchId) => writing.has(batchId) || meanwhile.has(batchId));
    written = others + meanwhile.size;
    countedAt = performance.now();
  };

  const removeOldest = async (max: number): Promise<void> => {
    await recount();
    if (!isFull(max)) return;
    const before = Date.now() - UNTOUCHED_MS;
    const oldest = (await readTimes(paths)).toSorted((a, b) => a.touched - b.touched);
    for (const { batchId } of oldest.slice(0, written - max + Math.ceil(max * REMOVED_SHARE)))
      if ((await touchedAt(paths, batchId)) < before) await removeFile(paths.draft(batchId));
    await recount();
    if (isFull(max)) fullUntil = performance.now() + FULL_FOR_MS;
  };

  /** One look for all who ask at the same time. */
  const look = (work: () => Promise<void>): Promise<void> => (looking ??= work().finally(() => (looking = undefined)));

  return {
    async enter(batchId, max) {
      if (performance.now() - countedAt > COUNTED_EVERY_MS) await look(recount);
      if (isFull(max) && performance.now() >= fullUntil) await look(() => removeOldest(max));
      if (isFull(max)) return false;
      writing.add(batchId);
      return true;
    },
    leave(batchId) {
      writing.delete(batchId);
      meanwhile.add(batchId);
      written += 1;
    },
  };
}

const draftNamed = (name: string): BatchId | undefined => decodeBatchId(name.replace(/\.json$/, ""));

async function countDrafts(paths: Paths, isLeftOut: (batchId: BatchId) => boolean): Promise<number> {
  let count = 0;
  for await (const batchId of eachName(paths.drafts, draftNamed)) if (!isLeftOut(batchId)) count += 1;
  return count;
}

/** When each draft was written. Between two parts of the folder other work has its turn. */
async function readTimes(paths: Paths): Promise<Array<{ batchId: BatchId; touched: number }>> {
  const times = [];
  for await (const batchId of eachName(paths.drafts, draftNamed))
    times.push({ batchId, touched: await touchedAt(paths, batchId) });
  return times;
}

/** A draft that is gone needs no removal. */
const touchedAt = (paths: Paths, batchId: BatchId): Promise<number> =>
  stat(paths.draft(batchId)).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  );
