import { hasZipName, isSystemFile } from "@symphony/contract";
import { t, tn } from "../browser/language/text.ts";
import { formatBytes } from "../browser/format.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { reasonOfName } from "./reason-of-name.ts";
import { createUniqueNames } from "./unique-names.ts";

/** A file from the browser, with its path below the dropped or chosen folder. */
export interface Incoming {
  file: File;
  path: string;
  /** Browsers read it from disk on each access, so it is read once. */
  size: number;
  /** Its content is an image, whatever its name says. */
  isImage?: boolean;
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

export const NO_PICKS: Picks = { picked: [], skipped: [] };

/** Adds files to those already picked; files that cannot be checked are skipped with a reason. */
export function addFiles(picks: Picks, incoming: readonly Incoming[], limits: Limits = DEFAULT_LIMITS): Picks {
  const picked = [...picks.picked];
  const skipped = [...picks.skipped];
  const uniqueName = createUniqueNames(picked.map(({ name }) => name));
  const byName = new Map(picked.map((each) => [each.name, each]));
  for (const { file, path, size, isImage = false } of incoming) {
    const name = cleanPath(path);
    const reason =
      reasonToSkip(size, name, limits, isImage) ??
      (isSame(byName.get(name), file, size) ? t("reason.twice") : undefined);
    if (reason !== undefined) skipped.push({ name, reason });
    else if (picked.length >= limits.max_batch_items)
      skipped.push({ name, reason: tn("reason.imagesMax", limits.max_batch_items) });
    else {
      const pick: Picked = { file, size, name: uniqueName(name), kind: hasZipName(name) ? "zip" : "image" };
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

const isSame = (known: Picked | undefined, file: File, size: number): boolean =>
  known?.size === size && known.file.lastModified === file.lastModified;
const cleanPath = (path: string): string => path.replace(/^(\.?\/)+/, "");

function reasonToSkip(size: number, name: string, limits: Limits, isImage: boolean): string | undefined {
  if (isSystemFile(name)) return t("reason.system");
  const reason = isImage ? undefined : reasonOfName(name);
  if (reason !== undefined) return reason;
  if (size === 0) return t("reason.empty");
  const limit = hasZipName(name) ? limits.max_upload_bytes : limits.max_file_bytes;
  return size > limit ? t("reason.large", { max: formatBytes(limit) }) : undefined;
}
