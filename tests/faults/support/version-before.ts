import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The version before this one. It runs beside this one during an upgrade. */
const BEFORE = "d7f5b22";

/** Why the version before cannot be run here, or `undefined` when it can. */
export function reasonWithoutVersionBefore(): string | undefined {
  const { status } = spawnSync("git", ["cat-file", "-e", `${BEFORE}^{commit}`], { cwd: root });
  return status === 0 ? undefined : `the commit ${BEFORE} is not in this clone`;
}

/**
 * Checks the version before out into a temporary folder and builds it with the packages that are installed here; what
 * only it needs (undici) is a development dependency.
 *
 * @returns its folder
 */
export function buildVersionBefore(): string {
  const dir = mkdtempSync(join(tmpdir(), "symphony-before-"));
  const archive = spawnSync("git", ["archive", BEFORE, "apps", "packages", "tools", "package.json", "pnpm-lock.yaml"], {
    cwd: root,
    maxBuffer: 200 * 1024 * 1024,
  });
  const unpacked = spawnSync("tar", ["-x", "-C", dir], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0) throw new Error(`${archive.stderr}${unpacked.stderr}`);
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  for (const top of ["apps", "packages"]) for (const name of readdirSync(join(dir, top))) linkPackages(dir, top, name);
  const build = 'await (await import("./tools/build.mjs")).buildServers()';
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", build], {
    cwd: dir,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  if (status !== 0) throw new Error(stderr);
  return dir;
}

/** Libraries are the installed ones; our own packages are those of the version before. */
function linkPackages(dir: string, top: string, name: string): void {
  const from = join(root, top, name, "node_modules");
  if (!existsSync(from)) return;
  const to = join(dir, top, name, "node_modules");
  mkdirSync(join(to, "@symphony"), { recursive: true });
  for (const library of readdirSync(from))
    if (library !== "@symphony") symlinkSync(join(from, library), join(to, library));
  for (const own of readdirSync(join(dir, "packages")))
    symlinkSync(join(dir, "packages", own), join(to, "@symphony", own));
}

export const removeVersionBefore = (dir: string | undefined): void =>
  dir === undefined ? undefined : rmSync(dir, { recursive: true, force: true });
