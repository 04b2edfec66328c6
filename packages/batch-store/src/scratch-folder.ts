import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "symphony-tmp-";
/** Its age says when the process was last alive. */
const SIGN_OF_LIFE = ".alive";
const SIGN_EVERY_MS = 10 * 60_000;
const ABANDONED_MS = 24 * 3_600_000;

/** A folder of one process for files that nothing depends on. */
export interface ScratchFolder {
  readonly dir: string;
  close(): Promise<void>;
}

/** What a process that ends without closing them removes. */
const open = new Set<string>();
process.once("exit", () => open.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/**
 * Makes a folder in this place, and removes what killed processes left there. Hosts that share the place do not see
 * each other's processes, and their clocks differ, so that what counts is the age of a file on the clock of the disk.
 */
export async function openScratchFolder(place = tmpdir()): Promise<ScratchFolder> {
  const dir = await mkdtemp(join(place, PREFIX));
  open.add(dir);
  const giveSign = async (): Promise<void> => {
    // Some systems remove what was long unused.
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, SIGN_OF_LIFE), "");
  };
  // A full disk gets no sign, and the folder's own age counts.
  await giveSign().catch(() => undefined);
  const signs = setInterval(() => void giveSign().catch(() => undefined), SIGN_EVERY_MS).unref();
  await removeAbandoned(place, (await stat(dir)).mtimeMs);
  return {
    dir,
    async close() {
      clearInterval(signs);
      open.delete(dir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function removeAbandoned(place: string, now: number): Promise<void> {
  for (const name of await readdir(place)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(place, name);
    const facts = await stat(join(path, SIGN_OF_LIFE)).catch(() => stat(path).catch(() => undefined));
    // One that belongs to somebody else stays.
    if (facts !== undefined && now - facts.mtimeMs > ABANDONED_MS)
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
