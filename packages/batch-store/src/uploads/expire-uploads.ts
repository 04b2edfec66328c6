import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { storeTime } from "../fs/lease.ts";
import type { Paths } from "../fs/paths.ts";
import { StoreError } from "../store-error.ts";
import { eachUploadFile } from "./count-uploads.ts";
import { holdUpload } from "./hold-upload.ts";

/** An upload that nothing was added to for so long is removed. */
export const UPLOAD_HOURS = 24;

/** Removes the uploads that nobody went on with. One that bytes are being added to is left alone. */
export async function expireUploads(paths: Paths): Promise<void> {
  const before = (await storeTime(paths)) - UPLOAD_HOURS * 3_600_000;
  for await (const { dir, name } of eachUploadFile(paths)) {
    const id = /([0-9a-f-]{36})(?:\.json|\.bytes)?$/.exec(name)?.[1];
    if (id === undefined || !(await isOlder(join(dir, name), before))) continue;
    // Of the two files, the bytes were changed last.
    const held = await holdUpload(paths, id).catch(unlessBusy);
    if (held === "busy") continue;
    if (held === undefined || (await isOlder(held.path, before))) {
      await rm(paths.uploadRecord(id), { force: true });
      if (held !== undefined) await rm(held.path, { force: true });
    } else await held.release();
  }
}

function unlessBusy(error: unknown): "busy" {
  if (error instanceof StoreError && error.code === "busy") return "busy";
  throw error;
}

const isOlder = (path: string, time: number): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs < time,
    () => false,
  );
