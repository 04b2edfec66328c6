// Records which sources the built files come from, so that `npm start` builds only after a change.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

const STAMP = `${root}.run/built-from`;
/** Everything that affects the build. Contents are compared: a checkout changes modification times. */
const SOURCES = ["apps", "packages", "tools/build.mjs", "pnpm-lock.yaml", "tsconfig.json"];
const NOT_SOURCES = new Set(["node_modules", "dist", ".run", "fixtures"]);

export function sourceDigest() {
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

/** Call it before a build, so that an interrupted build is not taken for a complete one. */
export function forgetBuild() {
  rmSync(STAMP, { force: true });
}

function filesOf(path) {
  if (/\.(json|mjs|yaml)$/.test(path)) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCES.has(name) && !/\.test\.tsx?$/.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(`${path}/${entry.name}`) : [`${path}/${entry.name}`]));
}
