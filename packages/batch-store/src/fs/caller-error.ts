/** Carries an error of the caller's own source through the store; it is thrown to the caller unchanged. */
export class CallerError extends Error {
  override name = "CallerError";

  constructor(cause: unknown) {
    super("the caller's source failed", { cause });
  }
}

/** Marks what the caller's source throws, so that it is not taken for an error of the medium. */
export async function* fromCaller(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw new CallerError(error);
  }
}
