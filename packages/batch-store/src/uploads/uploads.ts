import { makeDirDurably, readJson, removeFile, statIfPresent, syncDir, writeSynced } from "../fs/durable.ts";
import type { Reserve } from "../fs/disk-reserve.ts";
import type { Paths } from "../fs/paths.ts";
import type { Uploads } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { appendBytes } from "./append-bytes.ts";
import { createUploadLimit } from "./count-uploads.ts";
import { acquireUpload, busy, factsOfBytes } from "./acquire-upload.ts";
import { allUploads } from "./expire-uploads.ts";
import { isUploadId, uploadRecordSchema } from "./upload-record.ts";
import type { UploadRecord } from "./upload-record.ts";

/**
 * Two files for each upload: what was said of it, and its bytes, whose number is the offset.
 *
 * An upload is there when its record is, so that is written last and removed first.
 */
export function createUploads(paths: Paths, reserve: Pick<Reserve, "admit">): Uploads {
  const assertRoom = createUploadLimit(allUploads(paths));
  const readRecord = async (id: string): Promise<UploadRecord | undefined> =>
    isUploadId(id) ? readJson(paths.uploadRecord(id), uploadRecordSchema) : undefined;
  const read: Uploads["read"] = async (id) => {
    const record = await readRecord(id);
    const offset = record && (await factsOfBytes(paths, id))?.size;
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
      // Others may take the bytes again and again; only the record says whether there is an upload.
      if (record === undefined || acquired === undefined) throw (await readRecord(id)) ? busy() : missing(id);
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
      await bringHome(paths, id);
      return { name, path: paths.uploadBytes(id), release: async () => undefined };
    },
    async remove(id) {
      if ((await readRecord(id)) === undefined) return;
      const acquired = await acquireUpload(paths, id);
      await removeFile(paths.uploadRecord(id));
      if (acquired) await removeFile(acquired.path);
    },
  };
}

/** A process that was killed in its last append left the bytes under its own name, perhaps not durable. */
async function bringHome(paths: Paths, id: string): Promise<void> {
  if ((await statIfPresent(paths.uploadBytes(id))) !== undefined) return;
  await (await acquireUpload(paths, id))?.release();
}

const missing = (id: string): StoreError => new StoreError("missing", `There is no upload ${id.slice(0, 100)}.`);
