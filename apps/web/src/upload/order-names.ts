import { TITLE_MAX_LENGTH } from "@symphony/contract";
import { tn } from "../browser/language/text.ts";
import type { Picked } from "./pick-files.ts";
import type { Source } from "./send-batch.ts";
import type { UploadOrder } from "./upload.ts";

/** The names to show while the order is sent; the names in a zip are known only to the server. */
export function namesOf({ source }: UploadOrder): string[] {
  if (source.kind === "urls") return [...source.urls];
  return source.picked.filter(({ kind }) => kind === "image").map(({ name }) => name);
}

/**
 * The names of an accepted batch by seq. They are those of the order if the server took exactly these; otherwise
 * none is known and the server has to list them.
 */
export function acceptedNames(order: UploadOrder, total: number, skipped: number): Array<string | undefined> {
  const names = namesOf(order);
  return skipped === 0 && names.length === total ? names : Array.from({ length: total }, () => undefined);
}

/** The files of an order by name. A zip may hold the same names again: then no name is certain. */
export function filesOf({ source }: UploadOrder): ReadonlyMap<string, File> {
  if (source.kind === "urls" || source.picked.some(({ kind }) => kind === "zip")) return new Map();
  return new Map(source.picked.map(({ name, file }) => [name, file]));
}

/**
 * The title to store where none was typed: the folder of all files, or the only zip. Numbers of images are no title
 * for other people, and follow the language of this page.
 */
export function nameOf(source: Source): string {
  if (source.kind === "urls") return "";
  const [first, ...others] = source.picked;
  const name = folderOf(source.picked) ?? (first?.kind === "zip" && others.length === 0 ? first.name : "");
  // Not half of a character of two units.
  return name
    .trim()
    .slice(0, TITLE_MAX_LENGTH)
    .replace(/[\ud800-\udbff]$/, "");
}

/** The title of the batch; without one its only file, or the number of images. */
export function titleOf({ source, title = "" }: UploadOrder): string {
  if (title !== "") return title;
  if (source.kind === "urls") return tn("count.webAddress", source.urls.length);
  const [first, ...others] = source.picked;
  const alone = others.length === 0 ? first?.name : undefined;
  return nameOf(source) || alone || tn("count.image", source.picked.length);
}

/** The folder that holds all of these files. */
function folderOf(picked: readonly Picked[]): string | undefined {
  const folders = new Set(picked.map(({ name }) => (name.includes("/") ? name.split("/")[0] : undefined)));
  return folders.size === 1 ? [...folders][0] : undefined;
}
