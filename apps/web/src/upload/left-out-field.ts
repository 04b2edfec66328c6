import type { SkippedFile } from "../browser/recent-batches.ts";

/** A field of a form takes 8 KB. */
const FIELD_MAX_BYTES = 7 * 1024;
const NAME_MAX_CHARACTERS = 500;
const LISTED_MAX = 200;

/** The files that the others do not have, by name and reason. */
export const filesNotIn = (others: readonly SkippedFile[], files: readonly SkippedFile[]): readonly SkippedFile[] =>
  files.filter(({ name, reason }) => !others.some((each) => each.name === name && each.reason === reason));

/**
 * What this page left out, as the field `left_out` of a submission, so that colleagues, reports and mails have it too:
 * the first files that fit, and the number of all. Nothing when nothing was left out.
 */
export function leftOutField(files: readonly SkippedFile[]): string | undefined {
  if (files.length === 0) return undefined;
  const skipped: SkippedFile[] = [];
  let bytes = 0;
  for (const { name, reason } of files.slice(0, LISTED_MAX)) {
    const file = { name: name.slice(0, NAME_MAX_CHARACTERS), reason };
    bytes += new TextEncoder().encode(JSON.stringify(file)).length + 1;
    if (bytes > FIELD_MAX_BYTES) break;
    skipped.push(file);
  }
  return JSON.stringify({ skipped, skipped_count: files.length });
}
