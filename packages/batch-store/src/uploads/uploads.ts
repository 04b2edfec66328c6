import { stat } from "node:fs/promises";
import { makeDirDurably, readJson, removeFile, syncDir, writeSynced } from "../fs/durable.ts";
import type { Reserve } from "../fs/disk-reserve.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { Uploads } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { appendBytes } from "./append-bytes.ts";
import { createUploadCount } from "./count-uploads.ts";
import { acquiredNames, acquireUpload, ATTEMPTS } from "./acquire-upload.ts";
import { isUploadId, uploadRecordSchema } from "./upload-record.ts";
import type { UploadRecord } from "./upload-record.ts";

/**
 * Two files for each upload: what was said of it, and its bytes, whose number is the offset.
 *
 * An upload is there when its record is, so that is written last and removed first.
 */
export function createUploads(paths: Paths, reserve: Pick<Reserve, "admit">): Uploads {
  const assertRoom = createUploadCount(paths);
  const readRecord = async (id: string): Promise<UploadRecord | undefined> =>
    isUploadId(id) ? readJson(paths.uploadRecord(id), uploadRecordSchema) : undefined;
  const read: Uploads["read"] = async (id) => {
    const record = await readRecord(id);
    const offset = record && (await sizeOf(paths, id));
    return record && offset !== undefined ? { ...record, offset } : undefined;
  };
  return {
    read,
    async create(upload) {
      await assertRoom();
      await reserve.admit(upload.length);
      await makeDirDurably(paths.uploadShard(upload.id));
      await writeSynced(paths.uploadBytes(upload.id), "");
      const record = { ...upload, created_at: new Date().toISOString() };
      await writeSynced(paths.uploadRecord(upload.id), JSON.stringify(record));
      await syncDir(paths.uploadShard(upload.id));
    },
    async append(id, offset, bytes, checksum) {
      const record = await readRecord(id);
      const acquired = record && (await acquireUpload(paths, id));
      if (record === undefined || acquired === undefined) throw missing(id);
      const part = { offset, bytes, maxBytes: record.length - offset, checksum };
      const added = await appendBytes(acquired.path, part).catch(async (error: unknown) => {
        await acquired.release();
        throw error;
      });
      await acquired.release();
      return added;
    },
    async open(id) {
      const upload = await read(id);
      if (upload === undefined) throw missing(id);
      const { name, offset, length } = upload;
      if (offset !== length)
        throw new StoreError("incomplete", `Of "${name}" only ${offset} of ${length} bytes have come; send the rest.`);
      return { name, path: paths.uploadBytes(id), release: async () => undefined };
    },
    async remove(id) {
      const acquired = (await readRecord(id)) && (await acquireUpload(paths, id));
      if (acquired === undefined) return;
      await removeFile(paths.uploadRecord(id));
      await removeFile(acquired.path);
    },
  };
}

const missing = (id: string): StoreError => new StoreError("missing", `There is no upload ${id.slice(0, 100)}.`);

/** How many bytes are here, while somebody adds to them too. */
async function sizeOf(paths: Paths, id: string): Promise<number | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1)
    for (const path of [paths.uploadBytes(id), ...(await acquiredNames(paths, id))]) {
      const size = await stat(path).then(
        (facts) => facts.size,
        (error: unknown) => {
          if (errnoOf(error) !== "ENOENT") throw error;
        },
      );
      if (size !== undefined) return size;
    }
  return undefined;
}
