import { stat } from "node:fs/promises";
import { z } from "zod";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import type { Reserve } from "../fs/disk-reserve.ts";
import { makeDirDurably, readJson, removeFile, replaceFile } from "../fs/durable.ts";
import { unlessFull } from "../fs/errno.ts";
import { storeTime } from "../fs/lease.ts";
import type { Paths } from "../fs/paths.ts";
import type { IdempotencyRecords } from "../intake/idempotency-records.ts";
import { manifestSchema } from "../intake/manifest.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { readManifest } from "../intake/read-manifest.ts";
import type { Removals } from "../port.ts";
import { readRecord } from "../records/batch-records.ts";
import { eachName } from "../rounds.ts";
import { readFinal } from "../state/final.ts";
import { isSpared } from "./is-spared.ts";
import { emptyTrash, hideBatch } from "./remove-batch.ts";

/** A worker that had an image of the batch in progress may still write beside it for so long. */
const WATCHED_MS = 15 * 60_000;
/** A process that expires a batch has looked at its pin by then, or is dead. */
const EXPIRY_MS = 60_000;

/**
 * The note of a removal. One of an expiry spares a batch that was pinned or started again meanwhile, and says when the
 * batch had ended; notes of older versions do not.
 */
const noteSchema = manifestSchema.extend({
  unless_pinned: z.boolean().default(false),
  completed_at: z.string().optional(),
});
type Note = z.infer<typeof noteSchema>;

/**
 * `.removing/<id>.json`, the manifest of a batch that is to be removed: what is begun is finished by any process that
 * finds the note, and what a late worker puts back is removed again until the note goes.
 */
export function createRemovals(
  paths: Paths,
  idempotency: Pick<IdempotencyRecords, "tombstone">,
  reserve: Pick<Reserve, "spend">,
): Removals {
  const manifestOf = ({ unless_pinned: _kind, completed_at: _end, ...manifest }: Note): BatchManifest => manifest;
  const end = async (batchId: BatchId): Promise<void> => void (await removeFile(paths.removal(batchId)));
  const batches = {
    manifest: (batchId: BatchId) => readManifest(paths, batchId),
    final: (batchId: BatchId) => readFinal(paths, batchId),
    isPinned: async (batchId: BatchId) => (await readRecord(paths, batchId))?.pinned === true,
  };

  return {
    async begin(manifest, expired) {
      const note: Note = { ...manifest, unless_pinned: expired !== undefined, completed_at: expired?.completed_at };
      // On a full disk nobody can pin a batch or start it again either.
      await unlessFull(async () => {
        await makeDirDurably(paths.removals);
        await replaceFile(paths.removal(manifest.batch_id), JSON.stringify(note));
      });
    },
    has: async (batchId) => (await readJson(paths.removal(batchId), manifestSchema)) !== undefined,
    async carryOut({ batch_id: batchId, submission_key: key, accepted_at: acceptedAt }) {
      const there = await readManifest(paths, batchId);
      // Its id was used again since.
      if (there !== undefined && there.accepted_at !== acceptedAt) return false;
      if (key !== undefined) await reserve.spend(() => idempotency.tombstone(key));
      return hideBatch(paths, batchId);
    },
    end,
    async *due() {
      const ids = eachName(paths.removals, (name) => decodeBatchId(name.replace(/\.json$/, "")));
      let now: number | undefined;
      for await (const batchId of ids) {
        const path = paths.removal(batchId);
        const note = await readJson(path, noteSchema).catch(() => undefined);
        now ??= await storeTime(paths);
        const begunAt = await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => undefined,
        );
        // Ended by another process, or written by a newer version, which knows what to do.
        if (begunAt === undefined || note === undefined) continue;
        if (!note.unless_pinned) yield { manifest: manifestOf(note), isOver: now - begunAt > WATCHED_MS };
        else if (now - begunAt > EXPIRY_MS) {
          if (await isSpared(batches, batchId, note.completed_at)) await end(batchId);
          else yield { manifest: manifestOf(note), isOver: now - begunAt > WATCHED_MS };
        }
      }
    },
    emptyTrash: () => emptyTrash(paths),
  };
}
