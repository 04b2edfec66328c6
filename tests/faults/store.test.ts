import type { BatchManifest } from "@symphony/batch-store";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import { createExpiry, steadyNow } from "../../apps/worker/src/batch/expiry.ts";
import { errorRecord } from "../../apps/worker/src/chunk/result-record.ts";
import { findViolations } from "./checker.ts";
import { mountTmpfs, reasonWithoutMounts } from "./support/mounts.ts";
import { faultTest } from "./support/fault-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { verify, copyOf, lateCommit, makeScenarios, removeCopy } from "./support/scenarios.ts";
import type { Scenario } from "./support/scenarios.ts";
import { BATCH, NAMES } from "./support/steps.ts";
import { buildSteps, reasonWithoutStrace, runStep } from "./support/strace.ts";

let steps: Awaited<ReturnType<typeof buildSteps>>;
let made: Awaited<ReturnType<typeof makeScenarios>>;
let judging: Scenario;
let finishing: Scenario;

beforeAll(async () => {
  [steps, made] = await Promise.all([buildSteps(), makeScenarios()]);
  [judging, finishing] = [made.scenario("committing items"), made.scenario("finishing a batch")];
});
afterAll(() => Promise.all([steps.remove(), made.remove()]));

const acceptance = {
  batch_id: BATCH,
  client_id: null,
  email: null,
  chunk_size: 10,
  created_at: "2026-01-01T00:00:00.000Z",
  single: false,
};

faultTest(12, "short of room for its lists, a batch is whole or not there", reasonWithoutMounts(), async () => {
  const urls = Array.from({ length: 400 }, (_, i) => `https://example.test/${"x".repeat(60)}/${i}.jpg`);
  let [refused, taken] = [0, 0];
  for (let pages = 20; pages < 60; pages += 2) {
    const mount = mountTmpfs(`size=${pages * 4096}`);
    const store = await openBatchStore(mount.dir);
    const staging = await store.openStaging();
    for (const url of urls) staging.addUrl(url);
    const manifest = await staging.commit(acceptance).then(
      () => true,
      () => false,
    );
    await staging.discard();
    const sent = [{ batchId: BATCH, names: urls }];
    expect(
      await findViolations({
        exportsDir: mount.dir,
        ...(manifest ? { acknowledged: sent } : { acknowledged: [], refused: sent }),
        finished: false,
      }),
    ).toEqual([]);
    if (manifest) taken += 1;
    else refused += 1;
    mount.unmount();
  }
  // The sizes are chosen so that room ends within each of the lists.
  expect(Math.min(refused, taken)).toBeGreaterThan(0);
});

faultTest(
  13,
  "a row with any byte changed, or cut anywhere, is noticed and the item done again",
  undefined,
  async () => {
    const file = join(BATCH, "results/000000/0.json");
    const good = await readFile(join(finishing.before, file));
    const damages = [...good.keys()].flatMap((at) => [
      { at, cut: false },
      { at, cut: true },
    ]);
    const found: string[] = [];
    for (const { at, cut } of sample(damages, 30)) {
      const root = await copyOf(finishing);
      const bad = cut ? good.subarray(0, at) : Buffer.from(good);
      if (!cut) bad[at] = (bad[at] as number) ^ 0x20;
      await writeFile(join(root, file), bad);
      const [torn] = await findViolations({
        exportsDir: root,
        acknowledged: [{ batchId: BATCH, names: NAMES }],
        finished: false,
      });
      if (torn === undefined) found.push(`byte ${at}: the checker does not see it`);
      const after = (await verify(finishing, root, true)).filter((sentence) => !/torn|I3/.test(sentence));
      found.push(...after.map((sentence) => `byte ${at}: ${sentence}`));
      await removeCopy(root);
    }
    expect(found).toEqual([]);
  },
);

faultTest(
  23,
  "eight processes that judge and finish the same batch at once make one row an item",
  undefined,
  async () => {
    for (let round = 0; round < (FULL ? 20 : 2); round += 1) {
      const root = await copyOf(judging);
      for (const step of ["inspect", "finish"] as const)
        await Promise.all(Array.from({ length: 8 }, () => runStep(steps.file, step, root)));
      expect(await verify(judging, root, true)).toEqual([]);
      await removeCopy(root);
    }
  },
);

faultTest(22, "a commit that comes late finds the row in place and leaves it", reasonWithoutStrace(), async () => {
  expect(await lateCommit(steps.file, judging)).toEqual([]);
});

faultTest(28, "a clock set three days ahead or back removes nothing before its time", undefined, async () => {
  const root = await copyOf(made.scenario("telling of the end"));
  const store = await openBatchStore(root);
  const nothing = async (): Promise<undefined> => undefined;
  const silent = { info: () => undefined } as never;
  let now = 0;
  const expire = createExpiry({
    store,
    progress: { forget: nothing } as never,
    queues: { addFinish: nothing } as never,
    logger: silent,
    exportsDir: root,
    rules: { finishedHours: 24, pendingHours: 72 },
    now: () => now,
  });
  const hour = 3_600_000;
  const [wall, running] = [Date.now(), Date.now()];
  for (const [jump, later] of [
    [72, 0],
    [-72, 0],
    [-72, 30],
    [72, 23],
  ] as const) {
    now = steadyNow(wall + (jump + later) * hour, running + later * hour);
    await expire();
    expect(await store.list()).toEqual([BATCH]);
  }
  now = steadyNow(wall + 25 * hour, running + 25 * hour);
  await expire();
  expect(await store.list()).toEqual([]);
  await removeCopy(root);
});

/** Bytes this process has written so far, to files and else. */
const written = async (): Promise<number> => Number(/wchar: (\d+)/.exec(await readFile("/proc/self/io", "utf8"))?.[1]);

faultTest(
  32,
  "the last items of a large batch cost no more to commit than the first",
  process.platform === "linux" ? undefined : "there is no /proc/self/io",
  async () => {
    const items = FULL ? 10_000 : 2_000;
    const root = await mkdtemp(join(tmpdir(), "symphony-flat-"));
    const store = await openBatchStore(root);
    const staging = await store.openStaging();
    for (let i = 0; i < items; i += 1) staging.addUrl(`https://example.test/${String(i).padStart(6, "0")}.jpg`);
    const manifest: BatchManifest = await staging.commit(acceptance);
    await staging.discard();
    const costs: number[] = [];
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const before = await written();
      for (let seq = (tenth * items) / 10; seq < ((tenth + 1) * items) / 10; seq += 1) {
        const item = await store.item(BATCH, seq);
        const attempts = await store.attempts.begin(BATCH, 0, seq);
        await store.results.commit(errorRecord({ manifest, item, attempts, milliseconds: 0 }, "internal", "x"));
      }
      costs.push((await written()) - before);
    }
    expect((costs[9] as number) / (costs[0] as number)).toBeLessThan(1.2);
    await removeCopy(root);
  },
);
