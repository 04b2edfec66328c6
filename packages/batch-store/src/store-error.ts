/** Why a store could not do what was asked. */
export const STORE_ERROR_CODES = [
  /** A batch of this id is committed already. */
  "already_committed",
  /** Somebody else changed what the caller read. */
  "version_conflict",
  /** Another caller is at it; it is free again in a moment. */
  "busy",
  /** There is no room. */
  "full",
  /** What was asked for is not there any more. */
  "missing",
  /** What an upload staged is not there any more: it cannot be accepted. */
  "incomplete",
  /** A record is whole and has a shape that this version does not know: a newer one wrote it. */
  "unknown_format",
  /** The medium refuses or cannot be reached. */
  "unavailable",
  /** A write may be lost although it was reported as done. Trying again proves nothing; stop. */
  "not_durable",
  /** The medium lacks what the store is built on. */
  "unsuitable",
] as const;
export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

/** A failure of the ledger. The message is a sentence for an operator; the medium's own error is the cause. */
export class StoreError extends Error {
  override name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** More bytes came than the caller allowed. Nothing of the file is kept. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`larger than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/** The bytes that came are not those that were sent. Nothing of them is kept. */
export class ChecksumError extends Error {
  override name = "ChecksumError";

  constructor() {
    super("the bytes do not match their checksum");
  }
}

/** The batch cannot be finished: an item has no result yet. */
export class UnfinishedError extends Error {
  override name = "UnfinishedError";
  readonly seq: number;

  constructor(batchId: string, seq: number) {
    super(`batch ${batchId} has no result for item ${seq} yet`);
    this.seq = seq;
  }
}
