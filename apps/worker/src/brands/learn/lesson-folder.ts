import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "symphony-learn-";
/** A lesson takes minutes; what is older was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/** Makes a folder for the pictures of a lesson, and removes abandoned ones: batches are deleted, and so must they be. */
export async function makeLessonFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) if (name.startsWith(PREFIX)) await removeAbandoned(join(tmpdir(), name));
  return mkdtemp(join(tmpdir(), PREFIX));
}

async function removeAbandoned(path: string): Promise<void> {
  const facts = await stat(path).catch(() => undefined);
  if (facts !== undefined && Date.now() - facts.mtimeMs > ABANDONED_MS)
    await rm(path, { recursive: true, force: true });
}
