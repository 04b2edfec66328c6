import type { LeftOut } from "../browser/recent-batches.ts";
import { formatBytes } from "../browser/format.ts";
import { IMAGE_EXTENSIONS, MAX_BATCH_ITEMS, MAX_FILE_BYTES, MAX_UPLOAD_BYTES, OTHER_PICTURES } from "./limits.ts";
import { createNameKeeper } from "./unique-names.ts";

/** A file as the browser gave it, with its path below what was dropped. */
export interface Incoming {
  file: File;
  path: string;
}

/** A file that will be sent, under a name no other one has. */
export interface Picked {
  file: File;
  name: string;
  kind: "image" | "zip";
}

export interface Picks {
  picked: readonly Picked[];
  leftOut: readonly LeftOut[];
}

export const NO_PICKS: Picks = { picked: [], leftOut: [] };

/** Adds files to what is there; what cannot be taken is listed with its reason, before anything is sent. */
export function addFiles(picks: Picks, incoming: readonly Incoming[], maxItems = MAX_BATCH_ITEMS): Picks {
  const picked = [...picks.picked];
  const leftOut = [...picks.leftOut];
  const uniqueName = createNameKeeper(picked.map(({ name }) => name));
  const seen = new Set(picked.map(({ file, name }) => fingerprint(file, name)));
  for (const { file, path } of incoming) {
    const name = cleanPath(path);
    const reason = reasonToLeaveOut(file, name) ?? (seen.has(fingerprint(file, name)) ? "already in the list" : undefined);
    if (reason !== undefined) leftOut.push({ name, reason });
    else if (picked.length >= maxItems) leftOut.push({ name, reason: `a batch takes ${maxItems} images` });
    else {
      seen.add(fingerprint(file, name));
      picked.push({ file, name: uniqueName(name), kind: isZip(name) ? "zip" : "image" });
    }
  }
  return { picked, leftOut };
}

export function removeFile(picks: Picks, name: string): Picks {
  return { ...picks, picked: picks.picked.filter((each) => each.name !== name) };
}

export const totalBytes = ({ picked }: Picks): number => picked.reduce((sum, { file }) => sum + file.size, 0);

export const extensionOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

const isZip = (name: string): boolean => extensionOf(name) === "zip";
const fingerprint = (file: File, name: string): string => `${name}\n${file.size}\n${file.lastModified}`;
const cleanPath = (path: string): string => path.replace(/^(\.?\/)+/, "");

function reasonToLeaveOut(file: File, name: string): string | undefined {
  const last = name.split("/").at(-1) ?? "";
  if (last.startsWith("._") || name.split("/").includes("__MACOSX") || /^(\.ds_store|thumbs\.db|desktop\.ini)$/i.test(last)) return "a file of the operating system";
  const extension = extensionOf(name);
  const limit = isZip(name) ? MAX_UPLOAD_BYTES : MAX_FILE_BYTES;
  const other = OTHER_PICTURES[extension];
  if (other !== undefined) return `${other} files cannot be read: save it as JPEG or PNG`;
  if (!isZip(name) && !IMAGE_EXTENSIONS.includes(extension)) return "not an image";
  if (file.size === 0) return "the file is empty";
  if (file.size > limit) return `larger than ${formatBytes(limit)}`;
  return undefined;
}
