import { safeName } from "@symphony/batch-store";

/** Folders of a name that are kept; more of them make paths that some systems cannot unpack. */
const FOLDERS_MAX = 10;

/**
 * Names for the entries of one zip: the folders and names as sent, safe on every file system, and none twice, also
 * where letters differ in their case only: `shoes/a.jpg`, `shoes/A (2).jpg`.
 */
export function createEntryNames(): (original: string, ending?: string) => string {
  const next = new Map<string, number>();
  return (original, ending) => {
    const { stem, extension } = splitEnding(pathOf(original), ending);
    let name = stem + extension;
    let number = next.get(fold(name)) ?? 1;
    const first = fold(name);
    while (next.has(fold(name))) name = `${stem} (${(number += 1)})${extension}`;
    next.set(first, number);
    if (fold(name) !== first) next.set(fold(name), 1);
    return name;
  };
}

const fold = (name: string): string => name.toUpperCase().toLowerCase();

function pathOf(original: string): string {
  const parts = withoutScheme(original)
    .replaceAll("\\", "/")
    // Left out like other dots, it would give its folder's name to a file beside that folder.
    .replace(/\/\s*\.+\s*$/, "/image")
    .split("/")
    .filter((part) => !/^\.*$/.test(part.trim()));
  const [name = "image"] = parts.slice(-1);
  return [...parts.slice(0, -1).slice(0, FOLDERS_MAX), name].map(safeName).join("/");
}

/** A URL shows as its host and path. */
export function withoutScheme(name: string): string {
  if (!/^https?:/i.test(name) || !URL.canParse(name)) return name;
  const { hostname, pathname } = new URL(name);
  return `${hostname}${pathname}`;
}

const SAME: Readonly<Record<string, string>> = { jpeg: "jpg", jpe: "jpg", jfif: "jpg" };

/** @param ending of the bytes, where those have another format than the name says: `a.heic` becomes `a.heic.jpg` */
function splitEnding(path: string, ending: string | undefined): { stem: string; extension: string } {
  const [, stem = path, extension = ""] = /^(.*[^/.])(\.[^./]{1,10})$/s.exec(path) ?? [];
  const own = extension.slice(1).toLowerCase();
  if (ending === undefined || (SAME[own] ?? own) === ending) return { stem, extension };
  return { stem: path, extension: `.${ending}` };
}
