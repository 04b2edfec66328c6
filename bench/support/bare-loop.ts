import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { bundleFor, startBundled } from "./bundle.ts";

export interface BareLoop {
  /** Inspects the files, spread over the processes. @returns files a second */
  run(paths: readonly string[]): Promise<number>;
  close(): void;
}

/** As many single-thread processes as there are cores, with the models loaded: the least that inspection can cost. */
export async function openBareLoop(modelsDir: string): Promise<BareLoop> {
  const entry = await bundleFor("worker", "bare-inspector.ts");
  const children = await Promise.all(
    Array.from({ length: availableParallelism() }, () => startBundled(entry, [modelsDir])),
  );
  return {
    async run(paths) {
      const start = performance.now();
      await Promise.all(
        children.map((child, i) =>
          inspectFiles(
            child,
            paths.filter((_, at) => at % children.length === i),
          ),
        ),
      );
      return (paths.length * 1000) / (performance.now() - start);
    },
    close: () => children.forEach((child) => child.kill()),
  };
}

async function inspectFiles(child: ChildProcess, paths: string[]): Promise<void> {
  const done = once(child, "message");
  child.send(paths);
  await done;
}
