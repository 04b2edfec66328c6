import { createHash } from "node:crypto";
import type { SourceFile } from "../source-file.ts";

/** What a broken connection costs at most is on its way; a bundle keeps what came of it. */
export const BUNDLE_BYTES = 16 * 1024 * 1024;
const BUNDLE_FILES = 1_000;

/** Files that travel as one zip, or a large file of its own. Small files alone would each wait for the network. */
export interface Bundle {
  /** The same for the same files, in another process too. */
  key: string;
  name: string;
  files: readonly SourceFile[];
  isZip: boolean;
}

/** Large files and zips first, because the server counts them so; then the others in their order. */
export function bundlesOf(files: readonly SourceFile[]): Bundle[] {
  const isAlone = ({ field, size }: SourceFile): boolean => field === "zip_file" || size > BUNDLE_BYTES;
  const alone = files.filter(isAlone).map((file) => ({
    key: fingerprintOf([file]),
    name: file.name,
    files: [file],
    isZip: false,
  }));
  const groups: SourceFile[][] = [];
  let [bytes, last]: [number, SourceFile[]] = [0, []];
  for (const file of files.filter((each) => !isAlone(each))) {
    if (last.length === 0 || last.length >= BUNDLE_FILES || bytes + file.size > BUNDLE_BYTES) {
      groups.push((last = []));
      bytes = 0;
    }
    last.push(file);
    bytes += file.size;
  }
  return [
    ...alone,
    ...groups.map((each, nth) => ({
      key: fingerprintOf(each),
      name: `images-${nth + 1}.zip`,
      files: each,
      isZip: true,
    })),
  ];
}

/** By name, size and time, so that nothing has to be read to know files again. */
export function fingerprintOf(files: readonly SourceFile[], more: readonly string[] = []): string {
  const facts = files.map(({ name, size, modifiedMs }) => [name, size, modifiedMs]);
  return createHash("sha256")
    .update(JSON.stringify([facts, more]))
    .digest("hex");
}
