import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { freePort } from "../../../tools/redis.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const LINKED = ["apps", "packages", "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.json"];

/** A checkout of its own, with what is built and installed in this one, for `npm start`. */
export interface Checkout {
  dir: string;
  port: number;
  start(env?: Record<string, string>): StartedCheckout;
  remove(): void;
}

export interface StartedCheckout {
  /** The process of npm. */
  npm: ChildProcess;
  output(): string;
  exitCode: Promise<number | null>;
}

export async function makeCheckout(): Promise<Checkout> {
  const dir = mkdtempSync(join(tmpdir(), "symphony-checkout-"));
  for (const name of LINKED) symlinkSync(join(root, name), join(dir, name));
  cpSync(join(root, "tools"), join(dir, "tools"), { recursive: true });
  mkdirSync(join(dir, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== ".installed-lockfile") symlinkSync(join(root, "node_modules", name), join(dir, "node_modules", name));
  const lock = createHash("sha256").update(readFileSync(join(root, "pnpm-lock.yaml")));
  writeFileSync(join(dir, "node_modules", ".installed-lockfile"), lock.digest("hex"));
  const stamp = 'const s = await import("./tools/build-stamp.mjs"); s.setBuiltFrom(s.sourceDigest())';
  spawnSync(process.execPath, ["--input-type=module", "-e", stamp], { cwd: dir, env: withoutNpm() });
  const port = await freePort();
  const models = await cascadeFolder([await yoloStage("v8", { name: "red-patch" })]);
  return {
    dir,
    port,
    start: (env = {}) => startIn(dir, { PORT: String(port), WORKERS: "1", MODELS_DIR: models, ...env }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** A test may itself run below npm, which passes settings on. */
const withoutNpm = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  NODE_OPTIONS: "",
});

function startIn(cwd: string, env: Record<string, string>): StartedCheckout {
  const npm = spawn("npm", ["start"], {
    cwd,
    env: { ...withoutNpm(), DISK_RESERVE_BYTES: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
  return {
    npm,
    output: () => output,
    exitCode: new Promise((resolve) => npm.once("exit", (code) => resolve(code))),
  };
}

export interface TreeProcess {
  pid: number;
  command: string;
}

/** A process and everything below it. */
export function treeOf(pid: number): TreeProcess[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" });
  const all = [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, own, parent, command]) => ({
    pid: Number(own),
    parent: Number(parent),
    command: command ?? "",
  }));
  const below = (each: number): TreeProcess[] =>
    all.filter(({ parent }) => parent === each).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter((each) => each.pid === pid), ...below(pid)];
}

/** Processes of a tree that still run. */
export const stillRunning = (tree: readonly TreeProcess[]): TreeProcess[] =>
  tree.filter(({ pid }) => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  });
