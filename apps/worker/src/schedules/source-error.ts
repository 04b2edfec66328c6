/** A source cannot be checked; the message is a sentence for people. */
export class SourceError extends Error {
  override name = "SourceError";
}
