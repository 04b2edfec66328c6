import { AsyncLocalStorage } from "node:async_hooks";
import type { Readable } from "node:stream";
import { ChecksumError, StoreError, TooLargeError, UPLOAD_HOURS } from "@symphony/batch-store";
import type { BatchStore, Checksum, StoreErrorCode } from "@symphony/batch-store";
import { DataStore, Upload } from "./tus.ts";

const HOUR_MS = 3_600_000;

/** The checksum of the part that a request brings. The library knows no checksums. */
export const partChecksum = new AsyncLocalStorage<Checksum | undefined>();

/** Uploads in parts as the library wants them, kept in the ledger. It throws statuses with texts. */
export class UploadData extends DataStore {
  override extensions = ["creation", "creation-with-upload", "expiration", "termination", "checksum"];
  readonly #uploads: BatchStore["uploads"];

  constructor({ uploads }: Pick<BatchStore, "uploads">) {
    super();
    this.#uploads = uploads;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size: length = 0, metadata = {} } = upload;
    const name = metadata["filename"] ?? metadata["name"] ?? "upload";
    await toStatus(this.#uploads.create({ id, length, name, metadata }));
    upload.creation_date = new Date().toISOString();
    return upload;
  }

  override write(bytes: Readable, id: string, offset: number): Promise<number> {
    return toStatus(this.#uploads.append(id, offset, bytes as AsyncIterable<Uint8Array>, partChecksum.getStore()));
  }

  override async getUpload(id: string): Promise<Upload> {
    const upload = await toStatus(this.#uploads.read(id));
    if (upload === undefined) throw NOT_FOUND;
    const { length, offset, metadata } = upload;
    // Each part moves the time at which the upload expires.
    return new Upload({ id, size: length, offset, metadata, creation_date: new Date().toISOString() });
  }

  override async remove(id: string): Promise<void> {
    if ((await toStatus(this.#uploads.read(id))) === undefined) throw NOT_FOUND;
    await toStatus(this.#uploads.remove(id));
  }

  override getExpiration = (): number => UPLOAD_HOURS * HOUR_MS;
}

const NOT_FOUND = { status_code: 404, body: "There is no such upload; it may have expired. Begin it again.\n" };

const STATUSES: Partial<Record<StoreErrorCode, number>> = {
  missing: 404,
  busy: 423,
  version_conflict: 409,
  full: 507,
  unavailable: 503,
  not_durable: 503,
};

async function toStatus<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // 460 is the protocol's own.
    if (error instanceof ChecksumError) throw { status_code: 460, body: "Checksum Mismatch\n" };
    if (error instanceof TooLargeError) throw { status_code: 413, body: "More bytes came than the upload has.\n" };
    const status = error instanceof StoreError ? STATUSES[error.code] : undefined;
    if (status !== undefined) throw { status_code: status, body: `${(error as Error).message}\n` };
    throw error;
  }
}
