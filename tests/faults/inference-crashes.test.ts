import { readFileSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect } from "@jest/globals";
import { build } from "esbuild";
import sharp from "sharp";
import { formOf } from "@symphony/test-support/client";
import { plainPicture } from "@symphony/test-support/pictures";
import { externalPackages } from "../../tools/build.mjs";
import { makeMemoryGroup, reasonWithoutMemoryGroups } from "./machine/memory-group.ts";
import { faultTest } from "./support/fault-test.ts";
import { startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";

const WORKER = fileURLToPath(new URL("../../apps/worker", import.meta.url));
let batches: SlowBatches;
afterEach(() => batches?.stop());

/** Submits pictures of which two crash the inference process, each in its way. */
async function expectErrorsAlone(
  faultCase: number,
  crashes: readonly [string, string],
  onWorkerStarted: (pid: number) => void = () => undefined,
): Promise<void> {
  const home = await buildFragileWorker(`fragile-${faultCase}`);
  batches = await startSlowBatches({ workers: 1, workerEntry: `apps/worker/dist/fragile-${faultCase}/main.js` });
  onWorkerStarted(batches.system.workers[0]?.child.pid as number);
  // All files differ: equal ones would get a cached result.
  const pngs = await Promise.all(
    Array.from({ length: 16 }, async (_, i) =>
      sharp(await plainPicture(i))
        .png()
        .toBuffer(),
    ),
  );
  const names = Array.from({ length: 16 }, (_, i) =>
    i % 8 === 3 ? `${crashes[i > 8 ? 1 : 0]}-${i}.png` : `fine-${i}.png`,
  );
  const { batch_id } = await batches.caller.submit(formOf(names.map((name, i) => [name, pngs[i] as Buffer])));
  batches.acknowledged.push({ batchId: batch_id, names });
  expect(await batches.violationsAtEnd()).toEqual([]);
  const results = await batches.caller.results(batch_id);
  expect(results.map((result) => result.Error_Category)).toEqual(
    names.map((name) => (name.startsWith("fine") ? null : "decoder_crashed")),
  );
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

faultTest(24, "images that end the inference process become errors, and no other image is affected", undefined, () =>
  expectErrorsAlone(24, ["kill", "exit"]),
);

/** Enough for a worker and its inference process, and far less than the images allocate. */
const MEMORY_BYTES = 700 * 1024 * 1024;

faultTest(
  26,
  "the same for images that crash it, and for those for which the kernel kills it because of its memory",
  reasonWithoutMemoryGroups(),
  async () => {
    const group = makeMemoryGroup(MEMORY_BYTES);
    try {
      await expectErrorsAlone(26, ["segv", "eat"], (pid) => {
        for (const each of [pid, ...childrenOf(pid)]) group.add(each);
      });
      expect(group.killed()).toBeGreaterThanOrEqual(2);
      expect(batches.system.workers[0]?.child.signalCode).toBeNull();
    } finally {
      // A group that still has processes cannot be removed.
      await batches.stop();
      group.remove();
    }
  },
);

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

/** Copies the built worker next to an inference process that some pictures crash. @returns the folder */
async function buildFragileWorker(name: string): Promise<string> {
  const home = join(WORKER, "dist", name);
  await mkdir(home, { recursive: true });
  for (const file of ["main.js", "main.js.map"]) await cp(join(WORKER, "dist", file), join(home, file));
  await build({
    entryPoints: [join(WORKER, "fixtures/fragile-inspector.ts")],
    outfile: join(home, "inference-child.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [externalPackages],
    logLevel: "error",
  });
  return home;
}
