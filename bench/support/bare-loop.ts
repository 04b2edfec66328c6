import { build } from "esbuild";
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface BareLoop {
  /** Judges the files, spread over the processes. @returns files a second */
  run(paths: readonly string[]): Promise<number>;
  close(): void;
}

/** As many single-thread processes as there are cores, with the models loaded: the least that judging can cost. */
export async function openBareLoop(modelsDir: string): Promise<BareLoop> {
  // Beside the worker, so that its packages are found.
  const entry = `${root}apps/worker/.run/bare-judge.mjs`;
  await build({
    entryPoints: [`${root}bench/support/bare-judge.ts`], outfile: entry, bundle: true, platform: "node", format: "esm", packages: "external",
    alias: { "@symphony/contract": `${root}packages/contract/src/index.ts` },
  });
  const children = Array.from({ length: availableParallelism() }, () => fork(entry, [modelsDir]));
  await Promise.all(children.map((child) => once(child, "message")));
  return {
    async run(paths) {
      const start = performance.now();
      await Promise.all(children.map((child, i) => judge(child, paths.filter((_, at) => at % children.length === i))));
      return (paths.length * 1000) / (performance.now() - start);
    },
    close: () => children.forEach((child) => child.kill()),
  };
}

async function judge(child: ChildProcess, paths: string[]): Promise<void> {
  const done = once(child, "message");
  child.send(paths);
  await done;
}
