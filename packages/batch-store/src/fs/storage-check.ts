import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, linkOnce, syncDir, writeSynced } from "./durable.ts";
import { createPaths } from "./paths.ts";
import { newTrialFolder } from "./staging-folder.ts";

/** The folder cannot keep the promises made on it. */
export class StorageError extends Error {
  override name = "StorageError";
  readonly code: string | undefined;

  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.code = errnoOf(cause);
  }
}

/**
 * Checks that a folder can be written and has what the commit protocol stands on: hard links that refuse
 * an existing name, and folders that can be synced. SMB shares, exFAT and most object-store mounts have not.
 *
 * @throws {StorageError}
 */
export async function checkStorage(root: string): Promise<void> {
  const dir = newTrialFolder(createPaths(root));
  try {
    await mkdir(dir, { recursive: true });
    const target = join(dir, "target");
    for (const expected of [true, false]) {
      const source = join(dir, randomUUID());
      await writeSynced(source, "x");
      if ((await linkOnce(source, target)) !== expected) throw new Error("link() replaced an existing file");
    }
    await syncDir(dir);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(
      `${root} cannot hold batches: it must be writable, with hard links and fsync (${reason}).`,
      cause,
    );
  } finally {
    await rm(dir, { recursive: true, force: true }).catch(() => undefined);
  }
}
