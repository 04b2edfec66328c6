/** An entry is left out; the message says why. */
export class SkippedEntryError extends Error {
  override name = "SkippedEntryError";
}

export const DAMAGED = "damaged in the zip";
