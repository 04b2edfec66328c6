import { reviewEntrySchema } from "@symphony/contract";
import type { ReviewEntry } from "@symphony/contract";
import { decodeChecked, encodeChecked } from "../checked-text.ts";
import { StoreError } from "../store-error.ts";

/** Keys that a newer version added are kept. */
const storedEntrySchema = reviewEntrySchema.loose();

export const encodeEntry = (entry: ReviewEntry): string => encodeChecked(JSON.stringify(entry));

/**
 * An entry from the text of its file, or `undefined` when the text is missing or damaged.
 *
 * @throws {StoreError} `unknown_format` when it is whole and has a shape that this version does not know
 */
export function decodeEntry(text: string | undefined): ReviewEntry | undefined {
  const body = text === undefined ? undefined : decodeChecked(text);
  if (body === undefined) return undefined;
  const parsed = storedEntrySchema.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  throw new StoreError("unknown_format", "A newer version wrote this review; this version cannot read it.", {
    cause: parsed.error,
  });
}
