import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import type { Bucket } from "@symphony/object-storage";
import { errnoOf } from "../fs/errno.ts";

const COPIES_IN_FLIGHT = 16;

/** The names in a folder; none when there is no folder. */
export async function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    throw error;
  });
}

/**
 * Copies the files of a folder to objects.
 *
 * @param keyOf the key of a file; without one it is left out
 * @returns how many
 */
export async function copyFiles(
  bucket: Bucket,
  dir: string,
  keyOf: (name: string) => string | undefined,
): Promise<number> {
  const copies = (await namesIn(dir)).flatMap((name) => {
    const key = keyOf(name);
    return key === undefined ? [] : [{ path: join(dir, name), key }];
  });
  await pLimit(COPIES_IN_FLIGHT).map(copies, async ({ path, key }) => {
    await bucket.put(key, { path, size: (await stat(path)).size });
  });
  return copies.length;
}

/** As `copyFiles`, of the folders of a thousand items each. */
export async function copyShards(
  bucket: Bucket,
  dir: string,
  keyOf: (name: string) => string | undefined,
): Promise<number> {
  let copied = 0;
  for (const shard of await namesIn(dir)) copied += await copyFiles(bucket, join(dir, shard), keyOf);
  return copied;
}

/** Copies one small file, where it is there. */
export async function copyText(bucket: Bucket, path: string, key: string): Promise<void> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
  });
  if (text !== undefined) await bucket.put(key, text);
}

/** The numbers in a name like `12.3.json`. */
export const numbersIn = (name: string, pattern: RegExp): number[] | undefined =>
  pattern.exec(name)?.slice(1).map(Number);
