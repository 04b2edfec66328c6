import { countOf } from "../browser/format.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import type { UploadOrder } from "./upload.ts";

/** Zips hold names that only the server will know. */
export function namesOf({ source }: UploadOrder): string[] {
  if (source.kind === "urls") return [...source.urls];
  return source.picked.filter(({ kind }) => kind === "image").map(({ name }) => name);
}

export function withoutLeftOut(names: string[], leftOut: readonly LeftOut[]): string[] {
  const gone = new Set(leftOut.map(({ name }) => name));
  return gone.size === 0 ? names : names.filter((name) => !gone.has(name));
}

/** What people call the batch: its folder, its only file, or how many there are. */
export function titleOf({ source }: UploadOrder): string {
  if (source.kind === "urls") return countOf(source.urls.length, "web address", "web addresses");
  const names = source.picked.map(({ name }) => name);
  const folders = new Set(names.map((name) => (name.includes("/") ? name.split("/")[0] : undefined)));
  const [folder] = folders;
  if (folders.size === 1 && folder !== undefined) return folder;
  return names.length === 1 ? (names[0] ?? "1 image") : countOf(names.length, "image");
}
