import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CascadeConfig } from "./cascade-file.ts";

/**
 * Digests of the files that cascade.json names without a checksum, in their order: artwork, characters, and models
 * while they are tried. Another file may come under the same name, and its results are others.
 *
 * @param dir the folder of cascade.json
 * @returns null for a file that cannot be read; the stage that needs it says so
 */
export async function fileDigests({ stages }: CascadeConfig, dir: string): Promise<Array<string | null>> {
  return Promise.all(
    stages.flatMap(uncheckedFiles).map((file) =>
      readFile(join(dir, file)).then(
        (bytes) => createHash("sha256").update(bytes).digest("hex"),
        () => null,
      ),
    ),
  );
}

/** Of a stage, and of the models inside it. */
function uncheckedFiles(config: object): string[] {
  const {
    file,
    sha256,
    characters,
    files = [],
  } = config as {
    file?: string;
    sha256?: string;
    characters?: string;
    files?: readonly string[];
  };
  const parts = Object.values(config).filter(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  );
  const own = [sha256 === undefined ? file : undefined, characters].filter((name) => name !== undefined);
  return [...own, ...files, ...parts.flatMap((part) => uncheckedFiles(part as object))];
}
