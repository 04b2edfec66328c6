// Installs the packages of the lockfile, unless that has been done for this lockfile.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { root } from "./root.mjs";

const OLDEST_NODE = [20, 19];

export function install() {
  const stamp = `${root}node_modules/.installed-lockfile`;
  const lock = createHash("sha256")
    .update(readFileSync(`${root}pnpm-lock.yaml`))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  const [command, ...args] = pnpm();
  // Prebuilt binaries are part of the packages; install scripts need not download more.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip", COREPACK_INTEGRITY_KEYS: "0" };
  const { status } = spawnSync(command, [...args, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: "inherit",
    env,
  });
  if (status !== 0) fail("The packages could not be installed; see the lines above.");
  writeFileSync(stamp, lock);
}

/** The pinned pnpm: from the PATH if its version is the right one, otherwise through npx. */
function pnpm() {
  const { packageManager } = createRequire(import.meta.url)("../package.json");
  const wanted = packageManager.split("@")[1];
  const found = spawnSync("pnpm", ["--version"], { cwd: root, encoding: "utf8" });
  return found.stdout?.trim() === wanted ? ["pnpm"] : ["npx", "--yes", packageManager];
}

/** Exits with a sentence when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Symphony needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
