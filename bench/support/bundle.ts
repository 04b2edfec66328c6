import { build } from "esbuild";
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NODE_FLAGS } from "../../tools/node-flags.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles a script that uses the worker's code, beside the worker, so that its packages are found. @returns its path */
export async function bundleForWorker(name: string): Promise<string> {
  const outfile = `${root}apps/worker/.run/${name}.mjs`;
  await build({
    entryPoints: [`${root}bench/support/${name}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "@symphony/contract": `${root}packages/contract/src/index.ts` },
  });
  return outfile;
}

/** Starts a bundled script and waits for its first word. */
export async function startBundled(entry: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(entry, args, { execArgv: NODE_FLAGS });
  await once(child, "message");
  return child;
}
