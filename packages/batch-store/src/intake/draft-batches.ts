import { draftBatchSchema } from "./draft-batch.ts";
import type { DraftBatch } from "./draft-batch.ts";
import { mkdir, readdir } from "node:fs/promises";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { readIfThere, removeFile, removeStaleTemporaries, replaceFile } from "../fs/durable.ts";
import { createdAt } from "../fs/created-at.ts";
import type { Paths } from "../fs/paths.ts";

/** Batches that have an id and perhaps an address, but no images yet. A damaged one is as good as none: it is started anew. */
export function createDraftBatches(paths: Paths) {
  const read = async (batchId: BatchId): Promise<DraftBatch | undefined> => {
    const text = await readIfThere(paths.draft(batchId));
    return text === undefined ? undefined : decodeDraft(text);
  };
  return {
    read,
    async write(draft: DraftBatch): Promise<void> {
      await mkdir(paths.announced, { recursive: true });
      await replaceFile(paths.draft(draft.batch_id), JSON.stringify(draft));
    },
    remove: (batchId: BatchId): Promise<void> => removeFile(paths.draft(batchId)),
    /** Removes those made before `before` (epoch milliseconds). @returns how many */
    async removeOlderThan(before: number): Promise<number> {
      let removed = 0;
      await removeStaleTemporaries(paths.announced);
      for (const name of await readdir(paths.announced).catch(() => [])) {
        const batchId = decodeBatchId(name.replace(/\.json$/, ""));
        if (batchId === undefined || (await createdAt(paths.draft(batchId), () => read(batchId))) >= before) continue;
        await removeFile(paths.draft(batchId));
        removed += 1;
      }
      return removed;
    },
  };
}
export type DraftBatches = ReturnType<typeof createDraftBatches>;

function decodeDraft(text: string): DraftBatch | undefined {
  try {
    return draftBatchSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
