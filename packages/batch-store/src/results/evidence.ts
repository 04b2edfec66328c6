import { link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { temporaryPath } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import { openStoredFile } from "../fs/stored-file.ts";
import type { Evidence } from "../port.ts";

export function createEvidence(paths: Paths): Evidence {
  return {
    async putThumbnail(batchId, seq, jpeg) {
      const path = paths.thumbnail(batchId, seq);
      const folder = dirname(path);
      await mkdir(folder, { recursive: true });
      // In the scratch folder, which is removed with what killed processes left in it.
      const temporary = temporaryPath(paths.scratch(batchId), path);
      try {
        await writeFile(temporary, jpeg, { flag: "wx" });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    openThumbnail: (batchId, seq) =>
      openStoredFile(paths.thumbnail(batchId, seq)).catch((error: unknown) => {
        if (errnoOf(error) === "ENOENT") return undefined;
        throw error;
      }),
    async share(from, batchId, seq) {
      const path = paths.thumbnail(batchId, seq);
      await mkdir(dirname(path), { recursive: true });
      await link(paths.thumbnail(from.batch_id, from.seq), path).catch((error: unknown) => {
        if (errnoOf(error) !== "EEXIST" && errnoOf(error) !== "ENOENT") throw error;
      });
    },
  };
}
