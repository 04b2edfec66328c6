import { createHash, randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { sync } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { createUniqueNames } from "../fs/safe-name.ts";
import { newStagingFolder } from "../fs/owner-id.ts";
import { linkStoredFile, writeNewFile } from "../fs/write-file.ts";
import type { WrittenFile } from "../fs/write-file.ts";
import type { Staging } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { assertComplete } from "./assert-complete.ts";
import { moveIntoBatch, storedNameOf } from "./corrected-files.ts";
import type { FileToPlace } from "./corrected-files.ts";
import { publishBatch, writeBatchFiles } from "./commit-batch.ts";
import type { BatchManifest, Item, ItemKind } from "./manifest.ts";

/** Files being written or synced at once. The next one waits unread, which slows its sender down. */
const FILES_IN_FLIGHT = 16;

/** @returns a function that opens one staging after another */
export function createStagings(paths: Paths): () => Promise<Staging> {
  // Folders that could not be removed, perhaps for lack of a file descriptor: tried again with the next discard.
  const leftovers = new Set<string>();
  const removeFolder = async (dir: string): Promise<void> => {
    for (const each of leftovers.add(dir)) {
      const gone = await rm(each, { recursive: true, force: true }).then(
        () => true,
        () => false,
      );
      if (gone) leftovers.delete(each);
    }
  };
  return async () => {
    const dir = newStagingFolder(paths);
    try {
      // One by one: with `recursive`, a read-only disk reports that a folder is missing.
      for (const folder of [dir, join(dir, "batch"), join(dir, "batch", "pending_files")]) await mkdir(folder);
    } catch (error) {
      await removeFolder(dir);
      throw error;
    }
    return createStaging(paths, dir, () => removeFolder(dir));
  };
}

/** A folder that is gone was removed after the lease of this process had lapsed. */
function throwIncomplete(error: unknown): never {
  if (errnoOf(error) !== "ENOENT") throw error;
  const reason = "this process did not reach the storage for minutes, and what it had staged was removed";
  throw new StoreError("incomplete", `The upload cannot be accepted: ${reason}.`, { cause: error });
}

/** The one commit point is the rename of `batch/` to `exports/<batch_id>`: bytes and lists appear together. */
function createStaging(paths: Paths, dir: string, removeFolder: () => Promise<void>): Staging {
  const batch = join(dir, "batch");
  const uniqueName = createUniqueNames();
  const limit = pLimit({ concurrency: FILES_IN_FLIGHT, rejectOnClear: true });
  const slots: Array<Omit<Item, "seq"> | undefined> = [];
  const writing = new Set<Promise<unknown>>();
  let failed = 0;

  /** Takes the next place, whatever comes of it. */
  const addSlot = async (name: string, write: (path: string) => Promise<WrittenFile>): Promise<void> => {
    const slot = slots.push(undefined) - 1;
    const stored = uniqueName(name);
    try {
      const written = track(limit(() => write(join(batch, "pending_files", stored))));
      slots[slot] = { name, stored, ...(await written.catch(throwIncomplete)) };
    } catch (error) {
      failed += 1;
      throw error;
    }
  };

  /** Makes `discard` wait for a write. */
  const track = <T>(work: Promise<T>): Promise<T> => {
    writing.add(work);
    return work.finally(() => writing.delete(work));
  };

  const kind = (): ItemKind => (slots.find((slot) => slot !== undefined)?.stored === undefined ? "urls" : "files");

  return {
    get kind() {
      return kind();
    },
    get count() {
      return slots.length - failed;
    },
    addFile: (name, bytes, maxBytes) => addSlot(name, (path) => writeNewFile(path, bytes, maxBytes, sync)),
    addStored: (name, file, maxBytes) => addSlot(name, (path) => linkStoredFile(file.path, path, maxBytes)),
    addUrl(url) {
      slots.push({ name: url });
    },
    async spool(bytes, maxBytes) {
      const path = join(dir, `spool-${randomUUID()}`);
      await track(writeNewFile(path, bytes, maxBytes, async () => undefined));
      return { path, release: () => rm(path, { force: true }) };
    },
    files: () =>
      slots.flatMap((slot, index) =>
        slot?.stored === undefined ? [] : [{ index, name: slot.name, size: slot.size ?? 0, sha256: slot.sha256 }],
      ),
    async moveTo({ batch_id: batchId }, run, picks) {
      const files = picks.map(({ index, seq }): FileToPlace => {
        const slot = slots[index];
        if (slot?.stored === undefined) throw new Error(`nothing is staged at ${index}`);
        const { name, stored, size, sha256 } = slot;
        const path = join(batch, "pending_files", stored);
        return { seq, name, stored: storedNameOf(run, seq, stored), size, sha256, path };
      });
      const folder = await moveIntoBatch(paths, batchId, files).catch(throwIncomplete);
      return { folder, files: files.map(({ path: _staged, ...file }) => file) };
    },
    fingerprint() {
      const lines = slots
        .filter((slot) => slot !== undefined)
        .map(({ name, sha256 }) => JSON.stringify([name, sha256]));
      return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
    },
    async commit(details) {
      const items = slots.filter((slot) => slot !== undefined).map((slot, seq) => ({ seq, ...slot }));
      const manifest: BatchManifest = {
        ...details,
        kind: kind(),
        total: items.length,
        accepted_at: new Date().toISOString(),
      };
      await writeBatchFiles(batch, manifest, items).catch(throwIncomplete);
      await assertComplete(batch, manifest, items).catch(throwIncomplete);
      await publishBatch(batch, paths, manifest).catch(throwIncomplete);
      return manifest;
    },
    async discard() {
      limit.clearQueue();
      await Promise.allSettled(writing);
      await removeFolder();
    },
  };
}
