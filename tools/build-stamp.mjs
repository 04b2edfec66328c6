// What the built files were made from, so that a start need not build them again.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

const STAMP = `${root}.run/built-from`;
/** Everything that decides what is built; contents, for a checkout changes times. */
const SOURCES = ["apps", "packages", "tools/build.mjs", "pnpm-lock.yaml", "tsconfig.json"];
const NO_SOURCES = new Set(["node_modules", "dist", ".run", "fixtures"]);

export function digestOfSources() {
  const hash = createHash("sha256").update(process.version);
  for (const path of SOURCES.flatMap(filesOf)) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

export function isBuiltFrom(digest) {
  try {
    return readFileSync(STAMP, "utf8") === digest;
  } catch {
    return false;
  }
}

export function setBuiltFrom(digest) {
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, digest);
}

/** To be called before anything is built: half a build is none. */
export function forgetBuild() {
  rmSync(STAMP, { force: true });
}

function filesOf(path) {
  if (/\.(json|mjs|yaml)$/.test(path)) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter(({ name }) => !NO_SOURCES.has(name) && !/\.test\.tsx?$/.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(`${path}/${entry.name}`) : [`${path}/${entry.name}`]));
}
