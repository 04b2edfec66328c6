/** Common file systems take 255 bytes a name; the rest is room for " (12345)" and temporary endings. */
const NAME_MAX_BYTES = 150;

/** More of a name than is ever kept: its beginning and its end. So patterns see few characters, whatever is sent. */
const READ_CHARACTERS = 1_000;
const READ_END_CHARACTERS = 40;

// Device names that Windows reserves, with or without an extension.
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
// Control characters, characters that are special on Windows or in shells, and bidirectional overrides.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A file name that is safe on every file system, as close to what the client sent as can be: the last
 * part of the path, in NFC, without control or bidirectional characters, without leading dots or dashes,
 * at most 150 bytes, never a reserved word, never empty.
 */
export function safeName(original: string): string {
  const last =
    original
      .replaceAll("\\", "/")
      .split("/")
      .findLast((part) => part !== "") ?? "";
  const clean = withoutMiddle(last)
    .normalize("NFC")
    .toWellFormed()
    .replace(UNSAFE, "_")
    .replace(/^[.\-\s]+/, "");
  return safeEnd(clean.slice(0, lengthWithoutEnd(clean)));
}

function safeEnd(clean: string): string {
  const { stem, extension } = splitName(clean === "" ? "image" : clean);
  const short = cutBytes(stem, NAME_MAX_BYTES - Buffer.byteLength(extension)) + extension;
  return RESERVED.test(short) ? `_${short}` : short;
}

const withoutMiddle = (name: string): string =>
  name.length <= READ_CHARACTERS
    ? name
    : name.slice(0, READ_CHARACTERS - READ_END_CHARACTERS) + name.slice(-READ_END_CHARACTERS);

/** Dots and blanks at the end do not count. A pattern for them would look at each run of blanks many times. */
function lengthWithoutEnd(name: string): number {
  let length = name.length;
  while (length > 0 && /[.\s]/.test(name[length - 1] as string)) length -= 1;
  return length;
}

/** Numbers names that some file system would take for the same file: `a.jpg`, `a (2).jpg`, `A (3).jpg`. */
export function createUniqueNames(): (original: string) => string {
  // The next number to try for a name, so that 10,000 files of one name cost 10,000 steps and not 50 million.
  const nextNumber = new Map<string, number>();
  return (original) => {
    const name = safeName(original);
    const { stem, extension } = splitName(name);
    let candidate = name;
    let number = nextNumber.get(foldCase(name)) ?? 1;
    while (nextNumber.has(foldCase(candidate))) candidate = `${stem} (${(number += 1)})${extension}`;
    nextNumber.set(foldCase(name), number);
    if (candidate !== name) nextNumber.set(foldCase(candidate), 1);
    return candidate;
  };
}

const foldCase = (name: string): string => name.toUpperCase().toLowerCase();

function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot) : "";
  return Buffer.byteLength(extension) > 20
    ? { stem: name, extension: "" }
    : { stem: name.slice(0, name.length - extension.length), extension };
}

function cutBytes(text: string, bytes: number): string {
  let cut = "";
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    cut += character;
  }
  return cut;
}
