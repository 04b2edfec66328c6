import { SIZE_CLASSES, sizeClassOf } from "@symphony/contract";
import type { SizeClass } from "@symphony/contract";
import type { Item } from "../results-store.ts";

/** A longer list of folders would only be slow; the search finds the others. */
const FOLDERS_MAX = 200;

/** Undefined where the size is not known. */
export const sizeOfItem = ({ result }: Item): SizeClass | undefined =>
  sizeClassOf(result?.Image_Width, result?.Image_Height);

/** The folders that an image is in, the outermost first: of a web address its site. */
function foldersOfName(name: string): string[] {
  const site = /^https?:\/\/[^/]+/i.exec(name)?.[0];
  if (site !== undefined) return [site];
  const parts = name.split("/").slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("/"));
}

/** The folders of a batch with the number of their images, as people count. */
export function foldersOf(items: readonly Item[], compare: (a: string, b: string) => number): Array<[string, number]> {
  const counts = countBy(items, ({ name }) => (name === undefined ? [] : foldersOfName(name)));
  return [...counts].sort(([a], [b]) => compare(a, b)).slice(0, FOLDERS_MAX);
}

/** The size classes that occur. */
export function sizesOf(items: readonly Item[]): Array<[SizeClass, number]> {
  const counts = countBy(items, (item) => sizeOfItem(item) ?? []);
  return SIZE_CLASSES.flatMap((size): Array<[SizeClass, number]> => {
    const count = counts.get(size);
    return count === undefined ? [] : [[size, count]];
  });
}

function countBy<T>(items: readonly Item[], keysOf: (item: Item) => T | readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) {
    const keys = keysOf(item);
    for (const key of Array.isArray(keys) ? (keys as readonly T[]) : [keys as T])
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
