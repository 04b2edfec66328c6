import type { LeftOut } from "../browser/recent-batches.ts";
import { countOf, formatBytes } from "../browser/format.ts";
import { DELIVERED_LIMITS, IMAGE_EXTENSIONS, OTHER_PICTURES } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { createNameKeeper } from "./unique-names.ts";

/** A file as the browser gave it, with its path below what was dropped. */
export interface Incoming {
  file: File;
  path: string;
  /** Browsers ask the disk each time a file's size is read, so it is read once. */
  size: number;
}

/** A file that will be sent, under a name no other one has. */
export interface Picked {
  file: File;
  size: number;
  name: string;
  kind: "image" | "zip";
}

export interface Picks {
  picked: readonly Picked[];
  leftOut: readonly LeftOut[];
}

export const NO_PICKS: Picks = { picked: [], leftOut: [] };

/** Adds files to what is there; what cannot be taken is listed with its reason, before anything is sent. */
export function addFiles(picks: Picks, incoming: readonly Incoming[], limits: Limits = DELIVERED_LIMITS): Picks {
  const picked = [...picks.picked];
  const leftOut = [...picks.leftOut];
  const uniqueName = createNameKeeper(picked.map(({ name }) => name));
  const byName = new Map(picked.map((each) => [each.name, each]));
  for (const { file, path, size } of incoming) {
    const name = cleanPath(path);
    const reason =
      reasonToLeaveOut(size, name, limits) ??
      (isSame(byName.get(name), file, size) ? "already in the list" : undefined);
    if (reason !== undefined) leftOut.push({ name, reason });
    else if (picked.length >= limits.max_batch_items)
      leftOut.push({ name, reason: `a batch takes ${countOf(limits.max_batch_items, "image")}` });
    else {
      const pick: Picked = { file, size, name: uniqueName(name), kind: isZip(name) ? "zip" : "image" };
      byName.set(pick.name, pick);
      picked.push(pick);
    }
  }
  return { picked, leftOut };
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

function reasonToLeaveOut(
  size: number,
  name: string,
  { max_file_bytes, max_upload_bytes }: Limits,
): string | undefined {
  const last = name.split("/").at(-1) ?? "";
  if (
    last.startsWith("._") ||
    name.split("/").includes("__MACOSX") ||
    /^(\.ds_store|thumbs\.db|desktop\.ini)$/i.test(last)
  )
    return "a file of the operating system";
  const extension = extensionOf(name);
  const limit = isZip(name) ? max_upload_bytes : max_file_bytes;
  const other = OTHER_PICTURES[extension];
  if (other !== undefined) return `${other} files cannot be read: save it as JPEG or PNG`;
  if (!isZip(name) && !IMAGE_EXTENSIONS.includes(extension)) return "not an image";
  if (size === 0) return "the file is empty";
  if (size > limit) return `larger than ${formatBytes(limit)}`;
  return undefined;
}
