import { rm } from "node:fs/promises";
import { join } from "node:path";
import { statIfPresent } from "../fs/durable.ts";
import { storeTime } from "../fs/lease.ts";
import type { Paths } from "../fs/paths.ts";
import { eachUploadFile, EMPTY_MAX_MS } from "./count-uploads.ts";
import type { AllUploads } from "./count-uploads.ts";
import { acquiredNames, factsOfBytes } from "./acquire-upload.ts";

/** An upload that nothing was added to for so long is removed. */
export const UPLOAD_HOURS = 24;

/** Removes the uploads that nobody went on with. One that bytes are being added to is left alone. */
export async function expireUploads(paths: Paths): Promise<void> {
  const before = (await storeTime(paths)) - UPLOAD_HOURS * 3_600_000;
  for await (const { dir, name } of eachUploadFile(paths)) {
    const id = /([0-9a-f-]{36})(?:\.json|\.bytes|\.copy|\.hidden)?$/.exec(name)?.[1];
    // A name may be gone: its upload has been removed, or a caller took the bytes.
    const facts = await statIfPresent(join(dir, name));
    if (id === undefined || facts === undefined || facts.mtimeMs >= before) continue;
    // Bytes that are being added make the other file young.
    const bytes = await factsOfBytes(paths, id);
    if (bytes !== undefined && bytes.mtimeMs >= before) continue;
    await rm(paths.uploadRecord(id), { force: true });
    const files = [paths.uploadBytes(id), ...(await acquiredNames(paths, id, true)), join(dir, name)];
    for (const path of files) await rm(path, { force: true });
  }
}

export function allUploads(paths: Paths): AllUploads {
  return {
    async count() {
      let count = 0;
      for await (const { name } of eachUploadFile(paths)) if (name.endsWith(".json")) count += 1;
      return count;
    },
    async removeEmpty() {
      const before = (await storeTime(paths)) - EMPTY_MAX_MS;
      for await (const { dir, name } of eachUploadFile(paths)) {
        const id = /^([0-9a-f-]{36})\.bytes$/.exec(name)?.[1];
        const facts = id === undefined ? undefined : await statIfPresent(join(dir, name));
        if (id === undefined || facts === undefined || facts.size > 0 || facts.mtimeMs >= before) continue;
        for (const path of [paths.uploadRecord(id), join(dir, name)]) await rm(path, { force: true });
      }
    },
  };
}
