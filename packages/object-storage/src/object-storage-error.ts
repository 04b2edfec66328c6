/** Why an object store did not do what was asked. */
export type ObjectStorageErrorCode =
  /** The store cannot be reached, is too slow, or says that it is busy; the same request may succeed later. */
  | "unavailable"
  /** The store refuses these credentials, or what they may do. */
  | "denied"
  /** There is no such bucket, or the object to copy or to read is not there. */
  | "missing"
  /** There is no room, or a quota is used up. */
  | "full"
  /** The store lacks an operation, or does it wrongly. */
  | "unsuitable";

/** A failure of an object store. The message is a sentence for an operator. */
export class ObjectStorageError extends Error {
  override name = "ObjectStorageError";
  readonly code: ObjectStorageErrorCode;

  constructor(code: ObjectStorageErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
