import type { BatchId } from "@symphony/contract";

/** Of the digest; enough to make a wrong place rare, and callers compare the whole digest. */
const DIGEST_BYTES = 8;
const ID_BYTES = 16;
const SEQ_BYTES = 4;
export const PLACE_BYTES = DIGEST_BYTES + ID_BYTES + SEQ_BYTES;

/** An image of a batch as so many bytes: the end of its digest, the batch, its number. */
export function encodePlace(sha256: string, batchId: BatchId, seq: number): Buffer {
  const place = Buffer.alloc(PLACE_BYTES);
  place.write(sha256.slice(-2 * DIGEST_BYTES), 0, "hex");
  place.write(batchId.replaceAll("-", ""), DIGEST_BYTES, "hex");
  place.writeUInt32BE(seq, DIGEST_BYTES + ID_BYTES);
  return place;
}

/** The places of a digest, the newest first; each batch once. */
export function decodePlaces(bytes: Buffer, sha256: string): Array<{ batchId: BatchId; seq: number }> {
  const digest = Buffer.from(sha256.slice(-2 * DIGEST_BYTES), "hex");
  const places = new Map<BatchId, number>();
  // A place that was torn shifts what follows it; it is found at no multiple, and the rest is a hint less.
  for (let at = bytes.length - PLACE_BYTES; at >= 0; at -= PLACE_BYTES) {
    if (bytes.compare(digest, 0, DIGEST_BYTES, at, at + DIGEST_BYTES) !== 0) continue;
    const id = bytes.toString("hex", at + DIGEST_BYTES, at + DIGEST_BYTES + ID_BYTES);
    places.set(uuidOf(id), bytes.readUInt32BE(at + DIGEST_BYTES + ID_BYTES));
  }
  return [...places].map(([batchId, seq]) => ({ batchId, seq }));
}

const uuidOf = (hex: string): BatchId => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
