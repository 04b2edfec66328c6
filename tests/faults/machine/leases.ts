import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";

/** Makes every process that has opened the store look as if it had stopped long ago. */
export async function lapseLeases(root: string): Promise<void> {
  const leases = join(root, ".leases");
  for (const name of await readdir(leases).catch(() => [])) await utimes(join(leases, name), 0, 0);
  // A power cut may have taken a lease and left what it was for.
  for (const path of await readdir(root, { recursive: true }))
    if (/lease~|\/retries\//.test(path)) await utimes(join(root, path), 0, 0);
}
