import { createReadStream, createWriteStream } from "node:fs";
import { appendFile, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Uploads } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { createUploadLimit, EMPTY_MAX_MS } from "../../uploads/count-uploads.ts";
import { UPLOAD_HOURS } from "../../uploads/expire-uploads.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, removeBelow } from "../base/objects.ts";
import { appendParts } from "./append-parts.ts";
import { offsetOf, readUpload } from "./upload-state.ts";
import type { UploadState } from "./upload-state.ts";

/** An upload is there when its state is, which names its parts. */
export function createObjectUploads(ledger: ObjectLedger): Uploads & { expire(): Promise<void> } {
  const { bucket, scratch } = ledger;
  const assertRoom = createUploadLimit({
    count: async () => (await namesBelow(bucket, KEYS.uploadStates)).length,
    removeEmpty: () => removeEmpty(ledger),
  });

  return {
    async create(upload) {
      await assertRoom();
      const state: UploadState = { record: { ...upload, created_at: new Date().toISOString() }, parts: [] };
      await bucket.putIfAbsent(KEYS.uploadState(upload.id), JSON.stringify(state));
    },
    async read(id) {
      const upload = await readUpload(ledger, id);
      return upload && { ...upload.state.record, offset: offsetOf(upload.state) };
    },
    async append(id, offset, bytes, checksum) {
      const upload = await readUpload(ledger, id);
      if (upload === undefined) throw missing(id);
      const here = offsetOf(upload.state);
      if (here !== offset)
        throw new StoreError("version_conflict", `${here} bytes of this upload are here, and not ${offset}.`);
      return appendParts(ledger, upload, bytes, checksum);
    },
    async open(id) {
      const upload = await readUpload(ledger, id);
      if (upload === undefined) throw missing(id);
      const { name, length } = upload.state.record;
      const here = offsetOf(upload.state);
      if (here !== length)
        throw new StoreError("incomplete", `Of "${name}" only ${here} of ${length} bytes have come; send the rest.`);
      const file = await scratch.keep(length, (path) => join(ledger, upload.state, path));
      return { name, ...file };
    },
    async remove(id) {
      if ((await readUpload(ledger, id)) === undefined) return;
      await bucket.remove([KEYS.uploadState(id)]);
      await removeBelow(bucket, KEYS.uploadPartsOf(id));
    },
    /** Removes the uploads that nobody went on with, and parts of uploads that are gone. */
    async expire() {
      const before = (await ledger.leases.now()) - UPLOAD_HOURS * 3_600_000;
      for (const prefix of [KEYS.uploadStates, KEYS.uploadParts])
        for await (const { key, modifiedAt } of bucket.list({ prefix })) {
          const [, id = ""] = key.split("/");
          if (modifiedAt.getTime() >= before) continue;
          const state = await bucket.head(KEYS.uploadState(id));
          if (state === undefined || state.modifiedAt.getTime() < before)
            await bucket.remove([KEYS.uploadState(id), key]);
        }
    },
  };
}

/** As many as one request takes. */
const REMOVED_AT_ONCE = 1_000;

async function removeEmpty({ bucket, leases }: ObjectLedger): Promise<void> {
  const before = (await leases.now()) - EMPTY_MAX_MS;
  const begun = new Set((await namesBelow(bucket, KEYS.uploadParts)).map((name) => name.split("/", 1)[0]));
  let empty: string[] = [];
  for await (const { key, modifiedAt } of bucket.list({ prefix: KEYS.uploadStates })) {
    if (modifiedAt.getTime() < before && !begun.has(key.slice(KEYS.uploadStates.length))) empty.push(key);
    if (empty.length < REMOVED_AT_ONCE) continue;
    await bucket.remove(empty);
    empty = [];
  }
  if (empty.length > 0) await bucket.remove(empty);
}

const missing = (id: string): StoreError => new StoreError("missing", `There is no upload ${id.slice(0, 100)}.`);

/** Puts the parts one after the other into a file. */
async function join({ bucket, scratch }: ObjectLedger, { record, parts }: UploadState, path: string): Promise<void> {
  const part = scratch.newPath();
  try {
    await appendFile(path, "");
    for (const { name } of parts) {
      if ((await bucket.download(`${KEYS.uploadPartsOf(record.id)}${name}`, part)) === undefined)
        throw missing(record.id);
      await pipeline(createReadStream(part), createWriteStream(path, { flags: "a" }));
    }
  } finally {
    await rm(part, { force: true });
  }
}
