import { AsyncLocalStorage } from "node:async_hooks";
import type { Readable } from "node:stream";
import { ChecksumError, StoreError, TooLargeError, UPLOAD_HOURS } from "@symphony/batch-store";
import type { BatchStore, Checksum, StoreErrorCode } from "@symphony/batch-store";
import { DataStore, Upload } from "./tus.ts";

const HOUR_MS = 3_600_000;

/** What belongs to a request beyond what the library knows of it. */
interface UploadRequest {
  /** Of the part that it brings. */
  checksum: Checksum | undefined;
  /** The draft that its upload is for. */
  draftId?: string | undefined;
}
export const uploadRequest = new AsyncLocalStorage<UploadRequest>();

/** Uploads in parts as the library wants them, kept in the ledger. It throws statuses with texts. */
export class UploadData extends DataStore {
  override extensions = ["creation", "creation-with-upload", "expiration", "termination", "checksum"];
  readonly #uploads: BatchStore["uploads"];

  readonly #bytesCome: (draftId: string | undefined) => () => void;

  /** @param bytesCome called when a part begins to come; what it returns is called when no more of it comes */
  constructor({ uploads }: Pick<BatchStore, "uploads">, bytesCome: (draftId: string | undefined) => () => void) {
    super();
    this.#uploads = uploads;
    this.#bytesCome = bytesCome;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size: length = 0, metadata = {} } = upload;
    const name = metadata["filename"] ?? metadata["name"] ?? "upload";
    await toStatus(this.#uploads.create({ id, length, name, metadata }));
    noteDraft(metadata);
    upload.creation_date = new Date().toISOString();
    return upload;
  }

  override write(bytes: Readable, id: string, offset: number): Promise<number> {
    const { checksum, draftId } = uploadRequest.getStore() ?? {};
    const ended = this.#bytesCome(draftId);
    return toStatus(this.#uploads.append(id, offset, bytes as AsyncIterable<Uint8Array>, checksum)).finally(ended);
  }

  override async getUpload(id: string): Promise<Upload> {
    const upload = await toStatus(this.#uploads.read(id));
    if (upload === undefined) throw NOT_FOUND;
    const { length, offset, metadata } = upload;
    noteDraft(metadata);
    // Each part moves the time at which the upload expires.
    return new Upload({ id, size: length, offset, metadata, creation_date: new Date().toISOString() });
  }

  override async remove(id: string): Promise<void> {
    if ((await toStatus(this.#uploads.read(id))) === undefined) throw NOT_FOUND;
    await toStatus(this.#uploads.remove(id));
  }

  override getExpiration = (): number => UPLOAD_HOURS * HOUR_MS;
}

/** The library reads an upload before it writes to it, in the same request. */
function noteDraft(metadata: Record<string, string | null>): void {
  const request = uploadRequest.getStore();
  if (request !== undefined) request.draftId = metadata["batch_id"] ?? undefined;
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
