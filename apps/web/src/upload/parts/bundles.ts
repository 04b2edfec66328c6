import type { Picked } from "../pick-files.ts";

/** What a broken connection costs at most is on its way; a bundle keeps what came of it. */
const BUNDLE_BYTES = 16 * 1024 * 1024;
/** The first ones are smaller, each twice as large as the one before: the first verdicts come soon. */
const FIRST_BUNDLE_BYTES = 1024 * 1024;
const BUNDLE_FILES = 1_000;

/** Images that travel as one zip, or a zip of the user's. Small files alone would each wait for the network. */
export interface Bundle {
  /** The same for the same files, after a reload too. */
  key: string;
  name: string;
  files: readonly Picked[];
  isZip: boolean;
}

/** Images in their order, then zips: so the server counts them too. */
export function bundlesOf(picked: readonly Picked[]): Bundle[] {
  const groups: Picked[][] = [];
  let [bytes, last]: [number, Picked[]] = [0, []];
  for (const each of picked.filter(({ kind }) => kind === "image")) {
    const room = Math.min(BUNDLE_BYTES, FIRST_BUNDLE_BYTES * 2 ** (groups.length - 1));
    if (last.length === 0 || last.length >= BUNDLE_FILES || bytes + each.size > room) {
      groups.push((last = []));
      bytes = 0;
    }
    last.push(each);
    bytes += each.size;
  }
  return [
    ...groups.map((files, nth) => ({ key: keyOf(files), name: `images-${nth + 1}.zip`, files, isZip: false })),
    ...picked
      .filter(({ kind }) => kind === "zip")
      .map((file) => ({ key: keyOf([file]), name: file.name, files: [file], isZip: true })),
  ];
}

/** By what a browser tells of a file without reading it: name, size and time. Pages on plain http have no digests. */
function keyOf(files: readonly Picked[]): string {
  const text = JSON.stringify(files.map(({ name, size, file }) => [name, size, file.lastModified]));
  return `${files.length}-${hashOf(text, 1)}-${hashOf(text, 2)}-${hashOf(text, 3)}`;
}

/** FNV-1a of 32 bits, with a seed. Three of them do not collide by chance. */
function hashOf(text: string, seed: number): string {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
