import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fromCaller } from "../../fs/caller-error.ts";
import type { Checksum } from "../../port.ts";
import { ChecksumError, StoreError, TooLargeError } from "../../store-error.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { openPieceMemory } from "../base/piece-memory.ts";
import { offsetOf } from "./upload-state.ts";
import type { UploadState } from "./upload-state.ts";

/** Bytes of one part. */
const PART_BYTES = 8 * 1024 * 1024;
/** Of one that is sent early because many others are in memory. */
const SHORT_PART_BYTES = 1024 * 1024;
/** What came and waits for more is durable after so long. */
const WAIT_MAX_MS = 500;

interface Upload {
  state: UploadState;
  etag: string;
}

/**
 * Adds what comes as parts. A part counts once the state names it, which only one of several callers can bring about.
 * Of bytes with a checksum all parts are named together, or none.
 *
 * @returns how many bytes are here now
 */
export async function appendParts(
  { bucket }: ObjectLedger,
  upload: Upload,
  bytes: AsyncIterable<Uint8Array>,
  checksum: Checksum | undefined,
): Promise<number> {
  const { id, length } = upload.state.record;
  const hash = checksum && createHash(checksum.algorithm);
  const memory = openPieceMemory();
  const unnamed: UploadState["parts"] = [];
  let [pieces, size]: [Uint8Array[], number] = [[], 0];
  let [at, etag] = [offsetOf(upload.state), upload.etag];

  const putPart = async (): Promise<void> => {
    if (size === 0) return;
    const part = { name: randomUUID(), size };
    const body = Buffer.concat(pieces);
    [pieces, size] = [[], 0];
    await bucket.put(`${KEYS.uploadPartsOf(id)}${part.name}`, body).finally(() => memory.release());
    unnamed.push(part);
  };
  const nameParts = async (): Promise<void> => {
    if (unnamed.length === 0) return;
    const parts = [...upload.state.parts, ...unnamed.splice(0)];
    const changed = await bucket.putIfMatch(KEYS.uploadState(id), JSON.stringify({ ...upload.state, parts }), etag);
    if (changed === undefined)
      throw new StoreError("busy", "Another request went on with this upload; ask how many bytes are here.");
    etag = changed;
    upload.state.parts = parts;
  };
  const flush = async (): Promise<void> => {
    await putPart();
    if (checksum === undefined) await nameParts();
  };

  try {
    for await (const piece of withPauses(fromCaller(bytes), WAIT_MAX_MS)) {
      let full = PART_BYTES;
      if (piece !== "pause") {
        if (at + piece.length > length) throw new TooLargeError(length);
        hash?.update(piece);
        pieces.push(piece);
        size += piece.length;
        at += piece.length;
        if (!memory.add(piece.length)) full = SHORT_PART_BYTES;
      }
      if (piece === "pause" || size >= full) await flush();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) await flush();
    throw error;
  }
  await putPart();
  if (checksum !== undefined && !isEqual(hash?.digest(), checksum.digest)) throw new ChecksumError();
  await nameParts();
  return at;
}

const isEqual = (a: Uint8Array | undefined, b: Uint8Array): boolean => a?.length === b.length && timingSafeEqual(a, b);

/** The pieces of a source, and a pause whenever none came for a while. */
async function* withPauses(source: AsyncGenerator<Uint8Array>, ms: number): AsyncGenerator<Uint8Array | "pause"> {
  try {
    let isPaused = false;
    for (let next = source.next(); ;) {
      const timer = new AbortController();
      const pause = sleep(ms, "pause" as const, { signal: timer.signal }).catch(() => "pause" as const);
      const result: "pause" | IteratorResult<Uint8Array> = isPaused ? await next : await Promise.race([next, pause]);
      timer.abort();
      isPaused = result === "pause";
      if (result === "pause") yield "pause";
      else if (result.done === true) return;
      else {
        yield result.value;
        next = source.next();
      }
    }
  } finally {
    // A source that waits for its sender does not end before it comes.
    void source.return(undefined).catch(() => undefined);
  }
}
