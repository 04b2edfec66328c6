import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { promisify } from "node:util";

/** `EXT4_SUPER_MAGIC` of statfs(2). */
const EXT4 = 0xef53;

/**
 * Marks a folder as the top of directory hierarchies (chattr(1), attribute `T`): ext4 then places each folder that is
 * made in it in a part of the disk of its own. Without it all batches share one part, and creating a file takes 1 ms
 * instead of 0.05 while batches follow each other, because ext4 searches past everything that was freed in the last
 * minutes. Other file systems do not know the attribute, and nothing depends on it.
 */
export async function setTopDirectory(folder: string): Promise<void> {
  try {
    if ((await statfs(folder)).type === EXT4) await promisify(execFile)("chattr", ["+T", folder]);
  } catch {
    // Not root, no chattr, or a kernel without it.
  }
}
