import type { BatchManifest, Item } from "./manifest.ts";
import type { Metadata } from "../state/metadata.ts";
import { createHash } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { countsOf, Problem } from "@symphony/contract";
import { errnoOf, removeFile, syncDir, writeSynced } from "../fs/durable.ts";
import type { Written } from "../fs/file-writer.ts";
import { SHARD_SIZE, shardName } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { pendingListText } from "../results/pending-list.ts";
import { createNameKeeper } from "../fs/safe-name.ts";
import { newStagingFolder } from "../fs/staging-folder.ts";

/** Files being written or synced at once; the next one waits unread, which slows the sender down. */
const FILES_IN_FLIGHT = 16;

export type BatchDetails = Omit<BatchManifest, "total" | "kind" | "accepted_at">;

/**
 * A batch in the making, invisible to everybody until `commit`.
 *
 * The one commit point is the rename of the whole folder to `exports/<batch_id>`: before it the client
 * has no answer and nothing is there, after it everything is, bytes and lists alike.
 */
export interface Staging {
  /** Items taken so far, those still being written included. */
  count: number;
  /** Adds a file that `write` puts at the path it is given, durably; its place in the batch is the order of these calls. */
  addFile(name: string, write: (path: string) => Promise<Written>): Promise<void>;
  addUrl(url: string): void;
  /** Has `discard` wait for work that writes into `scratch`. */
  during<T>(work: Promise<T>): Promise<T>;
  /** A digest of all items, the same for the same images and names in any order. */
  fingerprint(): string;
  /** A folder that goes away with the staging, for files that only help to make the batch. */
  scratch: string;
  /** @throws {Problem} `already_submitted` when a batch of that id is there */
  commit(acceptance: BatchDetails): Promise<BatchManifest>;
  /** Removes what is left. To be called in every case, after a commit too; it never throws, for a commit stands. */
  discard(): Promise<void>;
}

/** @returns what opens one staging after another */
export function createStagings(paths: Paths): () => Promise<Staging> {
  // Folders that could not be removed, perhaps for want of a file descriptor: tried again with each that follows.
  const abandoned = new Set<string>();
  const abandon = async (dir: string): Promise<void> => {
    for (const each of abandoned.add(dir)) {
      const gone = await rm(each, { recursive: true, force: true }).then(
        () => true,
        () => false,
      );
      if (gone) abandoned.delete(each);
    }
  };
  return () => openStaging(paths, abandon);
}

async function openStaging(paths: Paths, abandon: (dir: string) => Promise<void>): Promise<Staging> {
  const dir = newStagingFolder(paths);
  const draft = join(dir, "batch");
  const payloads = join(draft, "pending_files");
  try {
    // One by one: the recursive kind tells of a read-only disk that a folder is missing.
    for (const folder of [dir, draft, payloads]) await mkdir(folder);
  } catch (error) {
    await abandon(dir);
    throw error;
  }
  const uniqueName = createNameKeeper();
  const limit = pLimit({ concurrency: FILES_IN_FLIGHT, rejectOnClear: true });
  const slots: Array<Omit<Item, "seq"> | undefined> = [];
  const writing = new Set<Promise<unknown>>();
  let failed = 0;

  const takeFile = async (slot: number, name: string, write: (path: string) => Promise<Written>): Promise<void> => {
    const stored = uniqueName(name);
    const path = join(payloads, stored);
    try {
      slots[slot] = { name, stored, ...(await write(path)) };
    } catch (error) {
      failed += 1;
      await removeFile(path);
      throw error;
    }
  };

  const during = <T>(work: Promise<T>): Promise<T> => {
    writing.add(work);
    return work.finally(() => writing.delete(work));
  };

  return {
    get count() {
      return slots.length - failed;
    },
    async addFile(name, write) {
      const slot = slots.push(undefined) - 1;
      await during(limit(takeFile, slot, name, write));
    },
    during,
    addUrl(url) {
      slots.push({ name: url });
    },
    fingerprint() {
      const lines = slots
        .filter((slot) => slot !== undefined)
        .map(({ name, sha256 }) => JSON.stringify([name, sha256]));
      return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
    },
    scratch: dir,
    async commit(acceptance) {
      const items = slots.filter((slot) => slot !== undefined).map((slot, seq) => ({ seq, ...slot }));
      const manifest: BatchManifest = {
        ...acceptance,
        kind: items[0]?.stored === undefined ? "urls" : "files",
        total: items.length,
        accepted_at: new Date().toISOString(),
      };
      await writeDraft(draft, manifest, items);
      await publish(draft, paths, manifest);
      return manifest;
    },
    async discard() {
      limit.clearQueue();
      await Promise.allSettled(writing);
      await abandon(dir);
    },
  };
}

/** Writes the lists of a batch beside its payloads and syncs the folders from the inside out. */
async function writeDraft(draft: string, manifest: BatchManifest, items: Item[]): Promise<void> {
  const metadata: Metadata = {
    batch_id: manifest.batch_id,
    client_id: manifest.client_id,
    email: manifest.email,
    status: "processing",
    counts: countsOf({ total: manifest.total, valid: 0, invalid: 0, error: 0 }),
    created_at: manifest.created_at,
    completed_at: null,
  };
  for (const folder of ["items", "results", "attempts", ".tmp"]) await mkdir(join(draft, folder));
  for (let first = 0; first < items.length; first += SHARD_SIZE) {
    const part = items.slice(first, first + SHARD_SIZE);
    await writeSynced(join(draft, "items", `${shardName(first)}.json`), JSON.stringify(part));
    await mkdir(join(draft, "results", shardName(first)));
  }
  await writeSynced(
    join(draft, `pending_${manifest.kind}.json`),
    pendingListText(
      manifest,
      items.map((item) => item.name),
      metadata.counts,
    ),
  );
  await writeSynced(join(draft, "metadata.json"), JSON.stringify(metadata, null, 2));
  await writeSynced(join(draft, "accepted.json"), JSON.stringify(manifest, null, 2));
  for (const folder of ["items", "results", "pending_files", "."]) await syncDir(join(draft, folder));
}

/** Whoever is not told that a batch was accepted must not find it there: a rename that may not last is taken back. */
async function publish(draft: string, paths: Paths, manifest: BatchManifest): Promise<void> {
  const published = paths.batch(manifest.batch_id);
  try {
    await rename(draft, published);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    throw new Problem("already_submitted", `Batch ${manifest.batch_id} was already submitted; start a new one.`);
  }
  try {
    await syncDir(paths.root);
  } catch (error) {
    await rename(published, draft);
    throw error;
  }
}
