import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { sync } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { newStagingFolder } from "../fs/owner-id.ts";
import { linkStoredFile, writeNewFile } from "../fs/write-file.ts";
import type { WrittenFile } from "../fs/write-file.ts";
import type { Staging } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { assertComplete } from "./assert-complete.ts";
import { moveIntoBatch, removeUnlessNamed, storedNameOf } from "./corrected-files.ts";
import type { FileToPlace } from "./corrected-files.ts";
import { publishBatch, writeBatchFiles } from "./commit-batch.ts";
import { createItemSlots } from "./item-slots.ts";
import type { BatchManifest } from "./manifest.ts";

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
  const slots = createItemSlots();
  let removeUnused = async (): Promise<void> => undefined;
  const addSlot = (name: string, write: (path: string) => Promise<WrittenFile>): Promise<void> =>
    slots.add(name, (stored) => write(join(batch, "pending_files", stored)).catch(throwIncomplete));

  return {
    get kind() {
      return slots.kind;
    },
    get count() {
      return slots.count;
    },
    addFile: (name, bytes, maxBytes) => addSlot(name, (path) => writeNewFile(path, bytes, maxBytes, sync)),
    addStored: (name, file, maxBytes) => addSlot(name, (path) => linkStoredFile(file.path, path, maxBytes)),
    addUrl: (url) => slots.addUrl(url),
    async spool(bytes, maxBytes) {
      const path = join(dir, `spool-${randomUUID()}`);
      await slots.track(writeNewFile(path, bytes, maxBytes, async () => undefined));
      return { path, release: () => rm(path, { force: true }) };
    },
    files: () => slots.files(),
    async moveTo({ batch_id: batchId }, run, picks) {
      const files = picks.map(({ index, seq }): FileToPlace => {
        const { name, stored, size, sha256 } = slots.fileAt(index);
        const path = join(batch, "pending_files", stored);
        return { seq, name, stored: storedNameOf(run, seq, stored), size, sha256, path };
      });
      const folder = await moveIntoBatch(paths, batchId, files).catch(throwIncomplete);
      removeUnused = () => removeUnlessNamed(paths, batchId, run, folder);
      return { folder, files: files.map(({ path: _staged, ...file }) => file) };
    },
    fingerprint: () => slots.fingerprint(),
    async commit(details) {
      const items = slots.items();
      const manifest: BatchManifest = {
        ...details,
        kind: slots.kind,
        total: items.length,
        accepted_at: new Date().toISOString(),
      };
      await writeBatchFiles(batch, manifest, items).catch(throwIncomplete);
      await assertComplete(batch, manifest, items).catch(throwIncomplete);
      await publishBatch(batch, paths, manifest).catch(throwIncomplete);
      return manifest;
    },
    async discard() {
      await slots.settle();
      await removeUnused().catch(() => undefined);
      await removeFolder();
    },
  };
}
