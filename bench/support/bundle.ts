import { fork as forkProcess } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { externalPackages } from "../../tools/build.mjs";
import { NODE_FLAGS } from "../../tools/node-flags.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles a script of bench/processes beside an app, so that it finds the app's packages. @param name file name @returns its path */
export async function bundleFor(app: "api" | "worker", name: string): Promise<string> {
  const outfile = `${root}apps/${app}/.run/bench-${name.replace(/\.\w+$/, "")}.mjs`;
  await build({
    entryPoints: [`${root}bench/processes/${name}`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [externalPackages],
  });
  return outfile;
}

/** Starts a bundled script with the flags of the product's own processes. */
export const fork = (entry: string, args: readonly string[]): ChildProcess =>
  forkProcess(entry, args, { execArgv: NODE_FLAGS });

/** Starts a bundled script and waits for its first message. @throws when it ends without one */
export async function startBundled(entry: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(entry, args);
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`${basename(entry)} ended before it was ready (${signal ?? `exit code ${code}`})`);
  });
  // Later ends are nobody's error.
  ended.catch(() => undefined);
  await Promise.race([once(child, "message"), ended]);
  return child;
}
