import { readdir } from "node:fs/promises";
import { z } from "zod";
import { batchIdSchema } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { makeDirDurably, makeDirInside, putIfAbsent, readJson, removeFile, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { Shares } from "../port.ts";
import { eachName } from "../rounds.ts";
import { shareSchema } from "./share-record.ts";

/** `.shares/<id>.json`: which batch a share belongs to. */
const pointerSchema = z.object({ batch_id: batchIdSchema });

const idIn = (name: string): string | undefined => /^([0-9a-f]{32})\.json$/.exec(name)?.[1];

/**
 * `shares/<id>.json` in the folder of a batch, with which they go. Who has a link must not learn the id of the batch, so
 * its token does not tell it: that is what `.shares/<id>.json` is for.
 */
export function createShares(paths: Paths): Shares {
  const read = (batchId: BatchId, id: string) => readJson(paths.share(batchId, id), shareSchema);
  return {
    async add(batchId, share) {
      await makeFolder(paths, batchId);
      await putIfAbsent(paths.share(batchId, share.id), JSON.stringify(share), paths.shares(batchId));
      await makeDirDurably(paths.sharePointers);
      await putIfAbsent(paths.sharePointer(share.id), JSON.stringify({ batch_id: batchId }), paths.sharePointers);
    },
    async find(id) {
      const pointer = await readJson(paths.sharePointer(id), pointerSchema);
      const share = pointer && (await read(pointer.batch_id, id));
      return pointer && share && { batchId: pointer.batch_id, share };
    },
    async list(batchId) {
      const shares = await Promise.all((await idsOf(paths, batchId)).map((id) => read(batchId, id)));
      return shares
        .filter((share) => share !== undefined)
        .toSorted((a, b) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id));
    },
    async remove(batchId, id) {
      const wasThere = await removeFile(paths.share(batchId, id));
      if (!wasThere) return false;
      // A link that was taken back must not be there again after a power cut.
      await syncDir(paths.shares(batchId));
      await removeFile(paths.sharePointer(id));
      return true;
    },
  };
}

/** Removes what is left of shares whose batch is gone. A share is put in place before its pointer. */
export async function removeDeadPointers(paths: Paths): Promise<void> {
  for await (const id of eachName(paths.sharePointers, idIn)) {
    const pointer = await readJson(paths.sharePointer(id), pointerSchema);
    const isDead =
      pointer !== undefined && (await readJson(paths.share(pointer.batch_id, id), shareSchema)) === undefined;
    if (isDead) await removeFile(paths.sharePointer(id));
  }
}

async function makeFolder(paths: Paths, batchId: BatchId): Promise<void> {
  await makeDirInside(paths.shares(batchId));
  // Another process may have just made it.
  await syncDir(paths.batch(batchId));
}

async function idsOf(paths: Paths, batchId: BatchId): Promise<string[]> {
  try {
    return (await readdir(paths.shares(batchId))).flatMap((name) => idIn(name) ?? []);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}
