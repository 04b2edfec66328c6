// `pnpm test:mutation [part of a name]`: removes one sync, link or order of steps after another, and shows that the
// fault campaign, or the test it names, fails without it. `--mutated-only` leaves out the campaign without a mutation,
// which tries everything and takes most of an hour.
import { parseArgs } from "node:util";
import type { Plugin } from "esbuild";
import { sample } from "@symphony/test-support/scale";
import { everyMoment, stateAt, tryState } from "./crash-model/disk-states.ts";
import { cutPower, makeDisk, reasonWithoutPowerCut } from "./crash-model/power-cut.ts";
import type { DiskImage } from "./crash-model/power-cut.ts";
import { record } from "./crash-model/recording.ts";
import type { Recording } from "./crash-model/recording.ts";
import { mutatedText } from "./mutated-text.ts";
import { failingTest } from "./mutated-tests.ts";
import { MUTATIONS } from "./mutation-list.ts";
import type { Mutation } from "./mutation-list.ts";
import { buildSteps } from "./steps/build-steps.ts";
import { crashPointsOf, runStep } from "./steps/run-step.ts";
import { commitLate, copyOf, makeScenarios, removeCopy, SCENARIO_NAMES, verify } from "./steps/scenarios.ts";
import type { Scenario } from "./steps/scenarios.ts";
import { createRandom } from "./support/random.ts";

/** Crash points of a step that are tried for a mutation, besides the end of the step. */
const POINTS_MOST = 5;
const STATES_AT_ONCE = 8;

function mutate(mutation: Mutation): Plugin {
  return {
    name: "mutation",
    setup(context) {
      context.onLoad({ filter: new RegExp(`${mutation.file.replaceAll(".", "\\.")}$`) }, async () => ({
        contents: await mutatedText(mutation),
        loader: "ts",
      }));
    },
  };
}

const { values, positionals } = parseArgs({
  options: { "mutated-only": { type: "boolean", default: false } },
  allowPositionals: true,
});
// All of them first: one that no longer matches would stop the others hours later.
for (const mutation of MUTATIONS) await mutatedText(mutation);
const chosen = MUTATIONS.filter(({ name }) => name.includes(positionals[0] ?? ""));
let survivors = 0;
for (const mutation of chosen.filter(({ test }) => test !== undefined)) {
  const failed = failingTest(mutation);
  survivors += failed === undefined ? 1 : 0;
  console.log(`| ${mutation.name} | ${failed ?? "not detected"} |`);
}
const crashing = chosen.filter(({ test }) => test === undefined);
if (crashing.length === 0) process.exit(survivors === 0 ? 0 : 1);

const missing = await reasonWithoutPowerCut("ext4");
if (missing !== undefined) throw new Error(missing);
const scenarios = await makeScenarios();
const disks = await Promise.all(
  SCENARIO_NAMES.filter((name) => name !== "removing a batch").map((name) => makeDisk("ext4", scenarios.get(name))),
);

/**
 * The first violation that the campaign finds with a step program, or `undefined`. Scenarios in which the program does
 * something else than without the mutation come first: most mutations are found there.
 */
async function firstViolation(program: string, unmutated: ReadonlyMap<Scenario, string>): Promise<string | undefined> {
  const alike: DiskImage[] = [];
  for (const disk of disks) {
    const recording = await record(program, disk.scenario);
    // A mutation that cannot be run proves nothing.
    if (!recording.acknowledged) throw new Error(`${disk.scenario.name} fails without a fault`);
    if (outlineOf(recording) === unmutated.get(disk.scenario)) alike.push(disk);
    else {
      const violation = (await crashViolation(program, disk)) ?? (await otherViolation(program, disk.scenario));
      if (violation !== undefined) return violation;
    }
  }
  // What is the same without a fault shows with one.
  for (const { scenario } of alike) {
    const violation = await otherViolation(program, scenario);
    if (violation !== undefined) return violation;
  }
  for (const disk of alike) {
    const violation = await crashViolation(program, disk);
    if (violation !== undefined) return violation;
  }
  return undefined;
}

/** What a step does to the disk, without the bytes and names that are new each time. */
const outlineOf = ({ changes }: Recording): string =>
  changes
    .map(
      (change) =>
        `${change.kind} ${change.kind === "write" ? change.bytes.length : change.kind === "send" ? change.text.length : ""}`,
    )
    .join("\n");

const crashViolation = async (program: string, disk: DiskImage): Promise<string | undefined> =>
  (await diskStateViolation(program, disk.scenario)) ?? (await powerCutViolation(program, disk));

const otherViolation = async (program: string, scenario: Scenario): Promise<string | undefined> =>
  (await lateCommitViolation(program, scenario)) ?? (await syncErrorViolation(program, scenario));

/** On a disk that keeps only what it must. */
async function diskStateViolation(program: string, scenario: Scenario): Promise<string | undefined> {
  const recording = await record(program, scenario);
  const random = createRandom(1);
  const states = everyMoment(recording).map((moment) => stateAt(recording, moment, random));
  for (let i = 0; i < states.length; i += STATES_AT_ONCE) {
    const tried = states.slice(i, i + STATES_AT_ONCE).map((state) => tryState(recording, state));
    const [lost] = (await Promise.all(tried)).flat();
    if (lost !== undefined) return `a disk that keeps only what it must, ${scenario.name}, ${lost}`;
  }
  return undefined;
}

async function lateCommitViolation(program: string, scenario: Scenario): Promise<string | undefined> {
  if (scenario.step !== "inspect") return undefined;
  const [changed] = await commitLate(program, scenario);
  return changed === undefined ? undefined : `a late process, ${scenario.name}: ${changed}`;
}

async function powerCutViolation(program: string, disk: DiskImage): Promise<string | undefined> {
  const { scenario } = disk;
  const [lostAtEnd] = await cutPower(program, disk, undefined);
  if (lostAtEnd !== undefined) return `power cut after ${scenario.name}: ${lostAtEnd}`;
  const probe = await copyOf(scenario);
  const points = await crashPointsOf(program, scenario.step, probe);
  await removeCopy(probe);
  for (const point of sample(points, POINTS_MOST)) {
    const [lost] = await cutPower(program, disk, point);
    if (lost !== undefined) return `power cut at ${point.call} ${point.n} of ${scenario.name}: ${lost}`;
  }
  return undefined;
}

async function syncErrorViolation(program: string, scenario: Scenario): Promise<string | undefined> {
  const probe = await copyOf(scenario);
  const points = (await crashPointsOf(program, scenario.step, probe)).filter(({ call }) => call === "fsync");
  await removeCopy(probe);
  for (const { n } of points) {
    const root = await copyOf(scenario);
    const { acknowledged } = await runStep(program, scenario.step, root, `fsync:error=EIO:when=${n}`);
    const found = [
      ...(acknowledged ? ["the step was acknowledged"] : []),
      ...(await verify(scenario, root, acknowledged, !acknowledged)),
    ];
    await removeCopy(root);
    if (found[0] !== undefined) return `fsync ${n} of ${scenario.name} fails: ${found[0]}`;
  }
  return undefined;
}

const unmutated = await buildSteps();
const outlines = new Map<Scenario, string>();
for (const { scenario } of disks) outlines.set(scenario, outlineOf(await record(unmutated.file, scenario)));
const clean = values["mutated-only"] ? undefined : await firstViolation(unmutated.file, outlines);
await unmutated.remove();
if (!values["mutated-only"]) console.log(`| no mutation | ${clean ?? "no violation"} |`);
for (const mutation of crashing) {
  const steps = await buildSteps(mutate(mutation));
  const found = await firstViolation(steps.file, outlines).catch((error: Error) => error);
  await steps.remove();
  survivors += typeof found === "string" ? 0 : 1;
  const outcome = found instanceof Error ? `not tried: ${found.message}` : (found ?? "not detected");
  console.log(`| ${mutation.name} | ${outcome.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")} |`);
}
await Promise.all(disks.map((disk) => disk.remove()));
await scenarios.remove();
console.log(`${survivors} of ${chosen.length} not detected`);
process.exit(survivors === 0 && clean === undefined ? 0 : 1);
