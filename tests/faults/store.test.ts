import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import { FULL, sample } from "@symphony/test-support/scale";
import { logger, progress, queues } from "@symphony/test-support/stubs";
import { steadyNow } from "../../packages/service/src/time/steady-now.ts";
import { createExpiry } from "../../apps/worker/src/batch/expiry.ts";
import { errorRecord } from "../../apps/worker/src/result-record.ts";
import { findViolations } from "./checker/checker.ts";
import { mountTmpfs, reasonWithoutMounts } from "./machine/mounts.ts";
import { reasonWithoutStrace } from "./machine/strace.ts";
import { runStep } from "./steps/run-step.ts";
import { commitLate, copyOf, removeCopy, verify } from "./steps/scenarios.ts";
import { BATCH, NAMES } from "./steps/steps.ts";
import { withScenarios } from "./steps/with-scenarios.ts";
import { faultTest } from "./support/fault-test.ts";

const prepared = withScenarios(undefined);

const details = {
  batch_id: BATCH,
  client_id: null,
  email: null,
  chunk_size: 10,
  created_at: "2026-01-01T00:00:00.000Z",
  single: false,
};

faultTest(12, "without room for its lists, a batch is there whole or not at all", reasonWithoutMounts(), async () => {
  const urls = Array.from({ length: 400 }, (_, i) => `https://example.test/${"x".repeat(60)}/${i}.jpg`);
  let [refused, accepted] = [0, 0];
  for (let pages = 20; pages < 60; pages += 2) {
    const mount = mountTmpfs(`size=${pages * 4096}`);
    const store = await openBatchStore(mount.dir);
    const staging = await store.openStaging();
    for (const url of urls) staging.addUrl(url);
    const isAccepted = await staging.commit(details).then(
      () => true,
      () => false,
    );
    await staging.discard();
    const submissions = [{ batchId: BATCH, names: urls }];
    expect(
      await findViolations({
        exportsDir: mount.dir,
        ...(isAccepted ? { acknowledged: submissions } : { acknowledged: [], rejected: submissions }),
        finished: false,
      }),
    ).toEqual([]);
    if (isAccepted) accepted += 1;
    else refused += 1;
    mount.unmount();
  }
  // With these sizes the disk becomes full within each of the lists.
  expect(Math.min(refused, accepted)).toBeGreaterThan(0);
});

faultTest(
  13,
  "a result with any byte changed, or cut anywhere, is detected and its item processed again",
  undefined,
  async () => {
    const finishing = prepared.scenarios.get("finishing a batch");
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
      if (torn === undefined) found.push(`byte ${at}: the checker does not report it`);
      const after = (await verify(finishing, root, true)).filter((sentence) => !/torn|I3/.test(sentence));
      found.push(...after.map((sentence) => `byte ${at}: ${sentence}`));
      await removeCopy(root);
    }
    expect(found).toEqual([]);
  },
);

faultTest(
  23,
  "eight processes that process and finish the same batch at once store one result an item",
  undefined,
  async () => {
    const { steps, scenarios } = prepared;
    const inspecting = scenarios.get("storing results");
    for (let round = 0; round < (FULL ? 20 : 2); round += 1) {
      const root = await copyOf(inspecting);
      for (const step of ["inspect", "finish"] as const)
        await Promise.all(Array.from({ length: 8 }, () => runStep(steps.file, step, root)));
      expect(await verify(inspecting, root, true)).toEqual([]);
      await removeCopy(root);
    }
  },
);

faultTest(22, "a late result does not replace the one in place", reasonWithoutStrace(), async () => {
  const { steps, scenarios } = prepared;
  expect(await commitLate(steps.file, scenarios.get("storing results"))).toEqual([]);
});

faultTest(28, "a clock set three days ahead or back removes nothing too early", undefined, async () => {
  const root = await copyOf(prepared.scenarios.get("sending notifications"));
  const store = await openBatchStore(root);
  let now = 0;
  const expire = createExpiry({
    store,
    progress,
    queues,
    logger,
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

/** Bytes this process has written so far, to files and elsewhere. */
const bytesWritten = async (): Promise<number> =>
  Number(/wchar: (\d+)/.exec(await readFile("/proc/self/io", "utf8"))?.[1]);

faultTest(
  32,
  "storing the last results of a large batch costs no more than storing the first",
  process.platform === "linux" ? undefined : "there is no /proc/self/io",
  async () => {
    const items = FULL ? 10_000 : 2_000;
    const root = await mkdtemp(join(tmpdir(), "symphony-flat-"));
    const store = await openBatchStore(root);
    const staging = await store.openStaging();
    for (let i = 0; i < items; i += 1) staging.addUrl(`https://example.test/${String(i).padStart(6, "0")}.jpg`);
    const manifest = await staging.commit(details);
    await staging.discard();
    const costs: number[] = [];
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const before = await bytesWritten();
      for (let seq = (tenth * items) / 10; seq < ((tenth + 1) * items) / 10; seq += 1) {
        const item = await store.item(BATCH, seq);
        const attempts = await store.attempts.begin(BATCH, 0, seq);
        await store.results.putIfAbsent(errorRecord({ manifest, item, attempts, milliseconds: 0 }, "internal", "x"));
      }
      costs.push((await bytesWritten()) - before);
    }
    expect((costs[9] as number) / (costs[0] as number)).toBeLessThan(1.2);
    await removeCopy(root);
  },
);
