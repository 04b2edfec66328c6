import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { externalPackages } from "../../tools/build.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const HOME = "apps/worker/dist/waiting";

/** Puts the built worker beside an inference process that waits (`BENCH_WAIT_MS`). @returns the entry for `startSystem` */
export async function buildWaitingWorker(): Promise<string> {
  await mkdir(`${root}${HOME}`, { recursive: true });
  for (const file of ["main.js", "main.js.map"])
    await copyFile(`${root}apps/worker/dist/${file}`, `${root}${HOME}/${file}`);
  await build({
    entryPoints: [`${root}bench/processes/waiting-inspector.ts`],
    outfile: `${root}${HOME}/inference-child.js`,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [externalPackages],
  });
  return `${HOME}/main.js`;
}
