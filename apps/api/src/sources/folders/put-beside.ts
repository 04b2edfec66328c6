import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { opendir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { digestOf } from "./folder-record.ts";

const TEMPORARY = /^\.symphony-[0-9a-f-]{36}\.tmp$/;
/** What a killed process left; a living one writes for minutes at most. */
const ABANDONED_MS = 3_600_000;
const NOTICE = "symphony-problem.txt";

/** Names of files may have 255 bytes; the longest ending has some twenty. */
const NAME_MAX_BYTES = 220;

/** The path of a file beside a folder, with a digest in place of the end of a name that is too long. */
function besideOf(dir: string, folder: string, ending: string): string {
  const bytes = Buffer.from(folder);
  const short = `${bytes
    .subarray(0, NAME_MAX_BYTES - 20)
    .toString()
    .replace(/\ufffd+$/, "")}-${digestOf(folder).slice(0, 12)}`;
  return join(dir, `${bytes.length > NAME_MAX_BYTES ? short : folder}.${ending}`);
}

/** Puts a file beside a watched folder, whole or not at all. */
export async function putBeside(dir: string, folder: string, ending: string, bytes: Readable): Promise<void> {
  const temporary = join(dir, `.symphony-${randomUUID()}.tmp`);
  try {
    await pipeline(bytes, createWriteStream(temporary, { flags: "wx", flush: true }));
    await rename(temporary, besideOf(dir, folder, ending));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A sentence for those who see only the share. A link that stands there is replaced, and not followed. */
export const putNotice = (dir: string, folder: string, sentence: string): Promise<void> =>
  putBeside(dir, folder, NOTICE, Readable.from([`${sentence}\n`]));

export const removeNotice = (dir: string, folder: string): Promise<void> =>
  rm(besideOf(dir, folder, NOTICE), { force: true });

/** Removes what processes that were killed did not complete. */
export async function removeTemporaries(dir: string): Promise<void> {
  for await (const { name } of await opendir(dir)) {
    if (!TEMPORARY.test(name)) continue;
    const facts = await stat(join(dir, name)).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > ABANDONED_MS) await rm(join(dir, name), { force: true });
  }
}
