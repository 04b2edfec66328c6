import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** One file for each source and server. */
export function stateFileOf(stateDir: string, source: string, url: string): string {
  const name = createHash("sha256")
    .update(JSON.stringify([resolve(source), url]))
    .digest("hex");
  return join(stateDir, `${name.slice(0, 20)}.json`);
}
