import { countOf, formatBytes } from "../browser/format.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { DEFAULT_LIMITS, IMAGE_EXTENSIONS, UNSUPPORTED_FORMATS } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { createUniqueNames } from "./unique-names.ts";

/** A file from the browser, with its path below the dropped or chosen folder. */
export interface Incoming {
  file: File;
  path: string;
  /** Browsers read it from disk on each access, so it is read once. */
  size: number;
}

/** A file to send, with a name that is unique in its batch. */
export interface Picked {
  file: File;
  size: number;
  name: string;
  kind: "image" | "zip";
}

export interface Picks {
  picked: readonly Picked[];
  skipped: readonly SkippedFile[];
}

/** Of macOS, and thumbnails that Synology's disk stations put beside photos. */
const SYSTEM_FOLDERS = ["__MACOSX", "@eaDir"];

export const NO_PICKS: Picks = { picked: [], skipped: [] };

/** Adds files to those already picked; files that cannot be checked are skipped with a reason. */
export function addFiles(picks: Picks, incoming: readonly Incoming[], limits: Limits = DEFAULT_LIMITS): Picks {
  const picked = [...picks.picked];
  const skipped = [...picks.skipped];
  const uniqueName = createUniqueNames(picked.map(({ name }) => name));
  const byName = new Map(picked.map((each) => [each.name, each]));
  for (const { file, path, size } of incoming) {
    const name = cleanPath(path);
    const reason =
      reasonToSkip(size, name, limits) ?? (isSame(byName.get(name), file, size) ? "already in the list" : undefined);
    if (reason !== undefined) skipped.push({ name, reason });
    else if (picked.length >= limits.max_batch_items)
      skipped.push({ name, reason: `a batch takes ${countOf(limits.max_batch_items, "image")}` });
    else {
      const pick: Picked = { file, size, name: uniqueName(name), kind: isZip(name) ? "zip" : "image" };
      byName.set(pick.name, pick);
      picked.push(pick);
    }
  }
  return { picked, skipped };
}

export function removeFile(picks: Picks, name: string): Picks {
  return { ...picks, picked: picks.picked.filter((each) => each.name !== name) };
}

export const totalBytes = ({ picked }: Picks): number => picked.reduce((sum, { size }) => sum + size, 0);

export const extensionOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

const isZip = (name: string): boolean => extensionOf(name) === "zip";
const isSame = (known: Picked | undefined, file: File, size: number): boolean =>
  known?.size === size && known.file.lastModified === file.lastModified;
const cleanPath = (path: string): string => path.replace(/^(\.?\/)+/, "");

function reasonToSkip(size: number, name: string, { max_file_bytes, max_upload_bytes }: Limits): string | undefined {
  const fileName = name.split("/").at(-1) ?? "";
  if (
    fileName.startsWith("._") ||
    name.split("/").some((part) => SYSTEM_FOLDERS.includes(part)) ||
    /^(\.ds_store|thumbs\.db|desktop\.ini)$/i.test(fileName)
  )
    return "a file of the operating system";
  const extension = extensionOf(name);
  const limit = isZip(name) ? max_upload_bytes : max_file_bytes;
  const unsupported = UNSUPPORTED_FORMATS[extension];
  if (unsupported !== undefined) return `${unsupported} files cannot be read: save it as JPEG or PNG`;
  if (!isZip(name) && extension !== "" && !IMAGE_EXTENSIONS.includes(extension)) return "not an image";
  if (size === 0) return "the file is empty";
  if (size > limit) return `larger than ${formatBytes(limit)}`;
  return undefined;
}
