import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import pLimit from "p-limit";
import type { BatchId } from "@symphony/contract";
import { SHARD_SIZE } from "../../fs/paths.ts";
import { ownerId } from "../../fs/owner-id.ts";
import { writeNewFile } from "../../fs/write-file.ts";
import { storedNameOf } from "../../intake/corrected-files.ts";
import { createItemSlots } from "../../intake/item-slots.ts";
import type { BatchManifest, Item } from "../../intake/manifest.ts";
import type { Staging } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { contentKeys, KEYS } from "../base/keys.ts";
import type { ContentKeys } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { removeBelow } from "../base/objects.ts";
import { putLocalFile, putPayload } from "./put-payload.ts";
import { encodeMark } from "./staging-mark.ts";
import type { Mark } from "./staging-mark.ts";

const LISTS_IN_FLIGHT = 8;
const COPIES_IN_FLIGHT = 16;

/**
 * Everything of a batch is written under a name that nobody knows, and the one commit point is the head that names it,
 * put in place if absent. Its mark tells others whose it is until then.
 */
export async function openStaging(ledger: ObjectLedger): Promise<Staging> {
  const { bucket, heads, scratch } = ledger;
  const keys = contentKeys(randomUUID());
  const owner = ownerId();
  let etag = await bucket.put(KEYS.staging(keys.content), encodeMark({ owner }));
  /** @throws {StoreError} `incomplete` when others took it over */
  const changeMark = async (mark: Mark): Promise<void> => {
    const changed = await bucket.putIfMatch(KEYS.staging(keys.content), encodeMark(mark), etag);
    if (changed === undefined) throw lost();
    etag = changed;
  };
  const slots = createItemSlots();
  const spooled = new Set<string>();
  let isCommitted = false;
  /** The batch whose head was asked for, while it is not known whether it is there. */
  let asked: BatchId | undefined;

  /** @returns whether the id was free */
  async function putHead(manifest: BatchManifest): Promise<boolean> {
    asked = manifest.batch_id;
    try {
      const isFree = await heads.put({ manifest, content: keys.content });
      if (!isFree) asked = undefined;
      return isFree;
    } catch (error) {
      // Its response may be all that was lost.
      if ((await heads.read(manifest.batch_id))?.content !== keys.content) throw error;
      return true;
    }
  }

  /** A head that was asked for may be there, or still come: then its content must be, too. */
  async function discardLate(batch_id: BatchId): Promise<void> {
    const isThere = (await heads.read(batch_id))?.content === keys.content;
    await changeMark({ owner, batch_id, ...(isThere ? { committed: true } : { abandoned: true }) });
    if (isThere) await bucket.remove([KEYS.staging(keys.content)]);
    // The mark stays: who finds it removes a head that comes late.
    else await removeBelow(bucket, keys.root);
  }

  return {
    get kind() {
      return slots.kind;
    },
    get count() {
      return slots.count;
    },
    addFile: (name, bytes, maxBytes) =>
      slots.add(name, (stored) => putPayload(ledger, keys.payload(stored), bytes, maxBytes)),
    addStored: (name, file, maxBytes) =>
      slots.add(name, (stored) => putLocalFile(bucket, keys.payload(stored), file.path, maxBytes)),
    addUrl: (url) => slots.addUrl(url),
    async spool(bytes, maxBytes) {
      const path = scratch.newPath();
      spooled.add(path);
      await slots.track(writeNewFile(path, bytes, maxBytes, async () => undefined));
      return { path, release: () => rm(path, { force: true }) };
    },
    files: () => slots.files(),
    async moveTo({ batch_id: batchId }, run, picks) {
      const target = await ledger.heads.newestKeysOf(batchId);
      const files = await pLimit(COPIES_IN_FLIGHT).map(picks, async ({ index, seq }) => {
        const { name, stored, size, sha256 } = slots.fileAt(index);
        // Of its own: others may bring a file for the same run.
        const corrected = storedNameOf(run, seq, `${randomUUID()}-${stored}`);
        if (!(await bucket.copy(keys.payload(stored), target.payload(corrected)))) throw lost();
        return { seq, name, stored: corrected, size, sha256 };
      });
      return { folder: owner, files };
    },
    fingerprint: () => slots.fingerprint(),
    async commit(details) {
      const items = slots.items();
      const accepted_at = new Date().toISOString();
      const manifest: BatchManifest = { ...details, kind: slots.kind, total: items.length, accepted_at };
      await putLists(ledger, keys, items);
      await assertComplete(ledger, keys, manifest, items);
      await changeMark({ owner, batch_id: manifest.batch_id });
      if (!(await putHead(manifest)))
        throw new StoreError("already_committed", `Batch ${manifest.batch_id} is committed already.`);
      // Others that took this process for dead may have removed the content while the head was on its way.
      await changeMark({ owner, batch_id: manifest.batch_id, committed: true }).catch(async (error: unknown) => {
        await heads.remove(manifest.batch_id);
        asked = undefined;
        throw error;
      });
      isCommitted = true;
      return manifest;
    },
    async discard() {
      await slots.settle();
      for (const path of spooled) await rm(path, { force: true }).catch(() => undefined);
      // What cannot be decided or removed now is left to those who find the mark of a process that is gone.
      if (!isCommitted && asked !== undefined) return discardLate(asked).catch(() => undefined);
      if (!isCommitted) await removeBelow(bucket, keys.root).catch(() => undefined);
      await bucket.remove([KEYS.staging(keys.content)]).catch(() => undefined);
    },
  };
}

const lost = (): StoreError =>
  new StoreError(
    "incomplete",
    "The upload cannot be accepted: this process did not reach the storage for minutes, and what it had staged was removed.",
  );

async function putLists({ bucket }: ObjectLedger, keys: ContentKeys, items: readonly Item[]): Promise<void> {
  const firsts = Array.from({ length: Math.ceil(items.length / SHARD_SIZE) }, (_, shard) => shard * SHARD_SIZE);
  await pLimit(LISTS_IN_FLIGHT).map(firsts, (first) =>
    bucket.put(keys.items(first), JSON.stringify(items.slice(first, first + SHARD_SIZE))),
  );
}

/** Checks that the bytes which a batch is about to promise are there: others may remove objects of a bucket. */
async function assertComplete(
  { bucket }: ObjectLedger,
  keys: ContentKeys,
  manifest: BatchManifest,
  items: readonly Item[],
): Promise<void> {
  const files = items.filter(({ stored }) => stored !== undefined);
  if (files.length === 0) return;
  const sizes = new Map<string, number>();
  for await (const { key, size } of bucket.list({ prefix: keys.payloads })) sizes.set(key, size);
  const wrong = files.filter(({ stored = "", size }) => sizes.get(keys.payload(stored)) !== size).length;
  if (wrong > 0)
    throw new StoreError(
      "incomplete",
      `Batch ${manifest.batch_id} cannot be accepted: of ${files.length} images ${wrong} are gone or changed while they were stored.`,
    );
}
