import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CascadeConfig } from "./cascade-file.ts";

/**
 * Digests of the pictures that stages look for, in their order. A cascade lists the checksums of its models, but only
 * the names of its artwork: another picture may come under the same name.
 *
 * @param dir the folder of cascade.json
 * @returns null for a file that cannot be read; the stage that needs it says so
 */
export async function artworkDigests({ stages }: CascadeConfig, dir: string): Promise<Array<string | null>> {
  const files = stages.flatMap((stage) => ("files" in stage ? (stage.files as readonly string[]) : []));
  return Promise.all(
    files.map((file) =>
      readFile(join(dir, file)).then(
        (bytes) => createHash("sha256").update(bytes).digest("hex"),
        () => null,
      ),
    ),
  );
}
