/** Why a store could not do what was asked. */
export const STORE_ERROR_CODES = [
  /** A batch of this id is committed already. */
  "already_committed",
  /** There is no room. */
  "full",
  /** The bytes asked for are not there any more. */
  "missing",
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
