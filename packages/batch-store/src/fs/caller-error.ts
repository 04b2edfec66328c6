/** Carries an error of the caller's own source through the store; it is thrown to the caller unchanged. */
export class CallerError extends Error {
  override name = "CallerError";

  constructor(cause: unknown) {
    super("the caller's source failed", { cause });
  }
}
