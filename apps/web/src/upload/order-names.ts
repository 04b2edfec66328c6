import { tn } from "../browser/language/text.ts";
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

/** The title of the batch as it was typed; else its folder, its only file, or the number of images. */
export function titleOf({ source, title = "" }: UploadOrder): string {
  if (title !== "") return title;
  if (source.kind === "urls") return tn("count.webAddress", source.urls.length);
  const names = source.picked.map(({ name }) => name);
  const folders = new Set(names.map((name) => (name.includes("/") ? name.split("/")[0] : undefined)));
  const [folder] = folders;
  if (folders.size === 1 && folder !== undefined) return folder;
  return names.length === 1 ? (names[0] ?? "") : tn("count.image", names.length);
}
