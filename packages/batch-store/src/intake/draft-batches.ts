import { mkdir } from "node:fs/promises";
import { z } from "zod";
import { batchBrandSchema, batchIdSchema, clientIdSchema, decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { removeAbandonedTemporaries } from "../fs/abandoned.ts";
import { createdAt } from "../fs/created-at.ts";
import { readIfPresent, removeFile, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { createRounds, eachName } from "../rounds.ts";
import { decodeBranded, encodeBranded } from "../branded.ts";
import { createDraftRoom } from "./draft-room.ts";

/** What start-batch or init-batch said of a batch before any image came. */
export const draftBatchSchema = z.object({
  batch_id: batchIdSchema,
  client_id: clientIdSchema.nullable(),
  email: z.string().nullable(),
  webhook_url: z.string().optional(),
  title: z.string().optional(),
  supplier: z.string().optional(),
  /** What to look for; absent: the brand of the installation. Versions are chosen when the images are there. */
  brands: z.array(batchBrandSchema).min(1).optional(),
  total: z.int().min(0),
  created_at: z.string(),
});

export type DraftBatch = z.infer<typeof draftBatchSchema>;

export function createDraftBatches(paths: Paths) {
  const rounds = createRounds<BatchId>();
  const room = createDraftRoom(paths);
  /** A damaged draft reads as missing: the client can start the batch again. */
  const read = async (batchId: BatchId): Promise<DraftBatch | undefined> => {
    const text = await readIfPresent(paths.draft(batchId));
    return text === undefined ? undefined : decodeDraft(text);
  };
  const write = async (draft: DraftBatch): Promise<void> => {
    await mkdir(paths.drafts, { recursive: true });
    await replaceFile(paths.draft(draft.batch_id), JSON.stringify(encodeBranded(draft)));
  };
  return {
    read,
    write,
    async add(draft: DraftBatch, max: number): Promise<boolean> {
      if (!(await room.enter(draft.batch_id, max))) return false;
      await write(draft).finally(() => room.leave(draft.batch_id));
      return true;
    },
    async remove(batchId: BatchId): Promise<void> {
      await removeFile(paths.draft(batchId));
    },
    /** Removes the drafts created before `before` (epoch ms). */
    async removeOlderThan(before: number): Promise<void> {
      await removeAbandonedTemporaries(paths, paths.drafts);
      const ids = eachName(paths.drafts, (name) => decodeBatchId(name.replace(/\.json$/, "")));
      for await (const batchId of rounds.pick(ids, before)) {
        const created = await createdAt(paths.draft(batchId), () => read(batchId));
        if (created < before) await removeFile(paths.draft(batchId));
        rounds.quiet(batchId, created);
      }
    },
  };
}

function decodeDraft(text: string): DraftBatch | undefined {
  try {
    return draftBatchSchema.safeParse(decodeBranded(JSON.parse(text))).data;
  } catch {
    return undefined;
  }
}
