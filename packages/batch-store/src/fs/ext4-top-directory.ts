import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Marks a folder as the top of directory hierarchies (chattr(1), attribute `T`): ext4 then places each folder that is
 * made in it in a part of the disk of its own. Without it all batches share one part, and creating a file takes 1 ms
 * instead of 0.05 while batches follow each other, because ext4 searches past everything that was freed in the last
 * minutes. Other file systems do not know the attribute, and nothing depends on it.
 *
 * @returns whether it is set
 */
export function setTopDirectory(folder: string): Promise<boolean> {
  return promisify(execFile)("chattr", ["+T", folder]).then(
    () => true,
    () => false,
  );
}
