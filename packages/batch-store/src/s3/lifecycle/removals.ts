import { z } from "zod";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { manifestSchema } from "../../intake/manifest.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { Removals } from "../../port.ts";
import { isSpared } from "../../removal/is-spared.ts";
import { contentKeys, KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { isEmpty, readObject, removeBelow } from "../base/objects.ts";
import type { ObjectSubmissions } from "../intake/submissions.ts";
import { readRecord } from "../people/records.ts";
import { readFinal } from "../state/final.ts";

/** A worker that had an image of the batch in progress may still write beside it for so long. */
const WATCHED_MS = 15 * 60_000;
/** A process that expires a batch has looked at its pin by then, or is dead. */
const EXPIRY_MS = 60_000;

/**
 * The note of a removal: the manifest, and where the content is. One of an expiry spares a batch that was pinned or
 * started again meanwhile, and says when the batch had ended; notes of older versions do not.
 */
const noteSchema = z.object({
  manifest: manifestSchema,
  content: z.uuid().optional(),
  unless_pinned: z.boolean(),
  completed_at: z.string().optional(),
});
type Note = z.infer<typeof noteSchema>;

/** Makes a batch invisible: its content is trash from the moment that its head is gone. @returns whether it was there */
export const hideBatch = async (ledger: ObjectLedger, batchId: BatchId): Promise<boolean> =>
  (await hide(ledger, batchId))?.isFirst === true;

/** @returns the content, if the batch was there, and whether no other process had begun to hide it */
async function hide(
  { bucket, heads }: ObjectLedger,
  batchId: BatchId,
): Promise<{ content: string; isFirst: boolean } | undefined> {
  const head = await heads.read(batchId);
  if (head === undefined) return undefined;
  const { content } = head;
  const first = await bucket.putIfAbsent(KEYS.trashed(content), batchId);
  await heads.remove(batchId);
  return { content, isFirst: first !== undefined };
}

/** Removes the content of what was made invisible, by any process. One that fails keeps none of the others. */
export async function emptyTrash(ledger: ObjectLedger): Promise<void> {
  const failures: unknown[] = [];
  for await (const { key } of ledger.bucket.list({ prefix: KEYS.trash }))
    await removeTrashed(ledger, key).catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function removeTrashed({ bucket, heads }: ObjectLedger, key: string): Promise<void> {
  const content = key.slice(KEYS.trash.length);
  const batchId = (await bucket.read(key))?.bytes.toString() ?? "";
  // Who hid it died before the head was gone.
  if ((await heads.read(batchId))?.content === content) await heads.remove(batchId);
  await discard(bucket, content);
}

async function discard(bucket: ObjectLedger["bucket"], content: string): Promise<void> {
  await removeBelow(bucket, contentKeys(content).root);
  await bucket.remove([KEYS.trashed(content)]);
}

/** Removes a batch whole; what a crash leaves in the trash is removed with the rest of it. */
export async function removeBatch(ledger: ObjectLedger, batchId: BatchId): Promise<void> {
  const hidden = await hide(ledger, batchId);
  if (hidden !== undefined) await discard(ledger.bucket, hidden.content);
}

export function createObjectRemovals(
  ledger: ObjectLedger,
  submissions: Pick<ObjectSubmissions, "tombstone">,
): Removals {
  const { bucket, heads, leases } = ledger;
  const end = (batchId: BatchId): Promise<void> => bucket.remove([KEYS.removal(batchId)]);
  const batches = {
    manifest: async (batchId: BatchId) => (await heads.read(batchId))?.manifest,
    final: (batchId: BatchId) => readFinal(ledger, batchId),
    isPinned: async (batchId: BatchId) => (await readRecord(ledger, batchId))?.pinned === true,
  };
  const readNote = (batchId: BatchId) => readObject(bucket, KEYS.removal(batchId), noteSchema);

  return {
    async begin(manifest, expired) {
      const content = (await heads.read(manifest.batch_id))?.content;
      const { completed_at } = expired ?? {};
      const note: Note = { manifest, content, unless_pinned: expired !== undefined, completed_at };
      await bucket.put(KEYS.removal(manifest.batch_id), JSON.stringify(note));
    },
    has: async (batchId) => (await readNote(batchId)) !== undefined,
    async carryOut({ batch_id: batchId, submission_key: key, accepted_at: acceptedAt }) {
      const head = await heads.read(batchId);
      // What a late worker put back is trash again.
      const content = (await readNote(batchId))?.content;
      if (content !== undefined && head?.content !== content && !(await isEmpty(bucket, contentKeys(content).root)))
        await bucket.put(KEYS.trashed(content), batchId);
      // Its id was used again since.
      if (head === undefined || head.manifest.accepted_at !== acceptedAt) return false;
      if (key !== undefined) await submissions.tombstone(key);
      return hideBatch(ledger, batchId);
    },
    end,
    async *due() {
      let now: number | undefined;
      for await (const { key, modifiedAt } of bucket.list({ prefix: KEYS.removals })) {
        const batchId = decodeBatchId(key.slice(KEYS.removals.length));
        // Written by a newer version, which knows what to do, or ended by another process.
        const note = batchId === undefined ? undefined : await readNote(batchId).catch(() => undefined);
        if (batchId === undefined || note === undefined) continue;
        now ??= await leases.now();
        const age = now - modifiedAt.getTime();
        const due: { manifest: BatchManifest; isOver: boolean } = { manifest: note.manifest, isOver: age > WATCHED_MS };
        if (!note.unless_pinned) yield due;
        else if (age > EXPIRY_MS) {
          if (await isSpared(batches, batchId, note.completed_at)) await end(batchId);
          else yield due;
        }
      }
    },
    emptyTrash: () => emptyTrash(ledger),
  };
}
