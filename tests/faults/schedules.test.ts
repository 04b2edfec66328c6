import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sample } from "@symphony/test-support/scale";
import { reasonWithoutStrace } from "./machine/strace.ts";
import { buildProgram } from "./steps/build-steps.ts";
import type { StepProgram } from "./steps/build-steps.ts";
import { crashPointsOf, runStep } from "./steps/run-step.ts";
import {
  batchesOf,
  finishBatches,
  makeDue,
  readAlarms,
  readState,
  SCHEDULE,
  takeScheduleStep,
  URLS,
} from "./steps/schedule-steps.ts";

/** A run of a schedule whose worker is killed at any call: another one ends it, and it is the same run. */

const POINTS_MOST = 6;
const missing = reasonWithoutStrace();
let program: StepProgram;
let dir: string;

/** The first run found all images Valid. */
async function firstRun(root: string): Promise<void> {
  await makeDue(root);
  await takeScheduleStep(root, "first", "1");
  await finishBatches(root, "Valid");
  await takeScheduleStep(root, "first", "1");
}
const MOMENTS = {
  "lists its source": async () => undefined,
  "takes the verdicts": async (root: string) => {
    await takeScheduleStep(root, "before", "2");
    await finishBatches(root, "Invalid");
  },
  "sends its alarm": async (root: string) => {
    await MOMENTS["takes the verdicts"](root);
    await takeScheduleStep(root, "before", "2");
  },
} satisfies Record<string, (root: string) => Promise<void>>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-schedules-"));
  if (missing === undefined) program = await buildProgram("schedule-process.ts");
});
afterAll(async () => {
  await program?.remove();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

/** Other workers take what is left to do. */
async function goOn(root: string): Promise<void> {
  for (let step = 1; step <= 4; step += 1) {
    await takeScheduleStep(root, `later ${step}`, "2");
    await finishBatches(root, "Invalid");
  }
}

async function expectOneRun(root: string, killedAt: string): Promise<void> {
  const state = await readState(root);
  const batches = await batchesOf(root);
  const [second, first, ...others] = state?.runs ?? [];
  expect([killedAt, state?.run, others, batches.length]).toEqual([killedAt, null, [], 2]);
  expect([killedAt, second]).toMatchObject([
    killedAt,
    {
      state: "ended",
      alarm: "sent",
      error: null,
      images: { new: 0, changed: URLS.length, unchanged: 0, gone: 0 },
      verdicts: { valid: 0, invalid: URLS.length, broken: URLS.length },
      earlier_share: 0,
      invalid_share: 1,
    },
  ]);
  expect(batches.toSorted()).toEqual([first?.batch_id, second?.batch_id].toSorted());
  // A message may arrive twice, and is known by its id.
  expect([...new Set(readAlarms(root))]).toEqual([`${SCHEDULE}.${second?.batch_id}`]);
  expect(await readdir(join(root, ".sources", "snapshots"))).toEqual([state?.snapshot]);
}

for (const moment of Object.keys(MOMENTS) as Array<keyof typeof MOMENTS>)
  (missing === undefined ? test : test.skip)(
    `a worker that is killed at any call while it ${moment} leaves one run, one batch and one alarm`,
    async () => {
      const before = join(dir, moment.replaceAll(" ", "-"));
      await firstRun(before);
      await makeDue(before);
      await MOMENTS[moment](before);
      const copy = async (name: string): Promise<string> => {
        const root = `${before}-${name}`;
        await cp(before, root, { recursive: true });
        return root;
      };
      const points = await crashPointsOf(program.file, "2" as never, await copy("probe"));
      expect(points.length).toBeGreaterThan(3);
      for (const { call, n } of sample(points, POINTS_MOST)) {
        const root = await copy(`${call}-${n}`);
        const outcome = await runStep(program.file, "2" as never, root, `${call}:signal=KILL:when=${n}`);
        expect([call, n, outcome.killed]).toEqual([call, n, true]);
        await goOn(root);
        await expectOneRun(root, `${call} ${n}`);
      }
    },
    600_000,
  );

test("of many workers at once one runs a schedule that is due", async () => {
  const root = join(dir, "many");
  await makeDue(root);
  const all = Array.from({ length: 8 }, (_, nth) => takeScheduleStep(root, `worker ${nth}`, "1"));
  const settled = await Promise.allSettled(all);
  expect(settled.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  expect(await batchesOf(root)).toHaveLength(1);
});
