import type { BatchId, BoundingBox } from "@symphony/contract";
import type { PictureOf, PictureType } from "../fs/paths.ts";
import type { KeyRecord, Revocation } from "../keys/key-record.ts";
import type { LocalFile, StoredFile } from "./files.ts";

/**
 * Pictures that show what was inspected, kept as long as their batch and in all its runs, and durable when they are
 * put. Each file of an item has its own: a result and an item say which one is theirs. Views and marks are left out
 * while the storage is nearly full, so that they never take the room of results.
 */
export interface Evidence {
  /** Keeps a small JPEG: an encoded one, or the item's own file as it came. */
  putThumbnail(batchId: BatchId, of: PictureOf, jpeg: Uint8Array | LocalFile): Promise<void>;
  openThumbnail(batchId: BatchId, of: PictureOf): Promise<StoredFile | undefined>;
  /** Keeps the whole picture as a person looks at it: encoded, or the item's own file as it came. */
  putView(batchId: BatchId, of: PictureOf, view: Uint8Array | LocalFile, type: PictureType): Promise<void>;
  openView(batchId: BatchId, of: PictureOf): Promise<StoredPicture | undefined>;
  /** Keeps the pixels around a box as a JPEG. */
  putMark(batchId: BatchId, of: PictureOf, box: BoundingBox, jpeg: Uint8Array): Promise<void>;
  openMark(batchId: BatchId, of: PictureOf, box: BoundingBox): Promise<StoredPicture | undefined>;
  /** Gives an item the pictures of another item with the same bytes, where there are some; marks by their boxes. */
  share(
    from: PictureOf & { batch_id: BatchId },
    batchId: BatchId,
    of: PictureOf,
    boxes?: readonly BoundingBox[],
  ): Promise<void>;
}

export interface StoredPicture extends StoredFile {
  type: PictureType;
}

export type { KeyRecord, PictureOf, PictureType, Revocation };
