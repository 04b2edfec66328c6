import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findViolations, rowsIn, rowsNow, violationsIn } from "../checker.ts";
import { readExports } from "./disk.ts";
import { readOutbox, removeOutbox, setOutbox, told } from "./sent-mails.ts";
import { BATCH, NAMES, recover, takeStep } from "./steps.ts";
import type { Step } from "./steps.ts";
import { runStep } from "./strace.ts";

/** A step and what stands on disk before it. */
export interface Scenario {
  name: string;
  step: Step;
  before: string;
}

/** A batch's life, step by step. */
const LIFE = [
  ["announcing a batch", "announce"],
  ["accepting a batch", "accept"],
  ["committing items", "inspect"],
  ["finishing a batch", "finish"],
  ["telling of the end", "tell"],
  ["beginning another generation", "retry"],
  ["committing items of another generation", "inspect"],
  ["finishing another generation", "finish"],
  ["removing a batch", "clean"],
] as const satisfies ReadonlyArray<readonly [name: string, step: Step]>;
export type ScenarioName = (typeof LIFE)[number][0];
export const SCENARIO_NAMES: readonly ScenarioName[] = LIFE.map(([name]) => name);

export interface Scenarios {
  scenario(name: ScenarioName): Scenario;
  /** All of it but the removal as one step. */
  wholeLife: Scenario;
  remove(): Promise<void>;
}

export async function makeScenarios(): Promise<Scenarios> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-scenes-"));
  const scenarios = new Map<ScenarioName, Scenario>();
  let root = join(dir, "empty");
  for (const [i, [name, step]] of LIFE.entries()) {
    scenarios.set(name, { name, step, before: root });
    const after = join(dir, String(i));
    await cp(root, after, { recursive: true }).catch(() => undefined);
    setOutbox(after, readOutbox(root));
    await takeStep(step, after);
    root = after;
  }
  return {
    scenario: (name) => scenarios.get(name) as Scenario,
    wholeLife: { name: "a whole life", step: "live", before: join(dir, "empty") },
    async remove() {
      for (const { before } of scenarios.values()) removeOutbox(before);
      removeOutbox(root);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const SENT = { batchId: BATCH, names: NAMES };

/** What was promised of the batch once `scene` came so far. */
export function promised(
  scenario: Scenario,
  acknowledged: boolean,
): { acknowledged: Array<typeof SENT>; unanswered?: Array<typeof SENT> } {
  if (scenario.step === "announce") return { acknowledged: [] };
  // Half accepted or half removed: there whole, or not at all.
  if (["accept", "clean", "live"].includes(scenario.step))
    return acknowledged && scenario.step !== "clean"
      ? { acknowledged: [SENT] }
      : { acknowledged: [], unanswered: [SENT] };
  return { acknowledged: [SENT] };
}

/** The violations right after a fault, and after what started processes make of it. */
export async function verify(
  scenario: Scenario,
  root: string,
  acknowledged: boolean,
  refused = false,
): Promise<string[]> {
  const promise =
    refused && scenario.step === "accept" ? { acknowledged: [], refused: [SENT] } : promised(scenario, acknowledged);
  const there = await readExports(root);
  const now = violationsIn(there, { exportsDir: root, ...promise, finished: false });
  const rowsBefore = rowsIn(there);
  const stuck = await recover(root).then(
    () => [],
    (error: unknown) => [`recovery fails: ${String(error)}`],
  );
  return [
    ...now,
    ...stuck,
    ...(await findViolations({ exportsDir: root, ...promise, ...told(root), rowsBefore, finished: true })),
  ];
}

/** A copy of the disk before a step, to be ruined. */
export async function copyOf(scenario: Scenario): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "symphony-fault-"));
  await cp(scenario.before, root, { recursive: true }).catch(() => undefined);
  setOutbox(root, readOutbox(scenario.before));
  return root;
}

export async function removeCopy(root: string): Promise<void> {
  removeOutbox(root);
  await rm(root, { recursive: true });
}

/** A process that is held up right before it puts each row in place, while another does all of its work: nothing may change any more. */
export async function lateCommit(steps: string, scenario: Scenario): Promise<string[]> {
  const root = await copyOf(scenario);
  const late = runStep(steps, scenario.step, root, ...["link", "rename"].map((call) => `${call}:delay_enter=700000`));
  await runStep(steps, scenario.step, root);
  const rowsBefore = await rowsNow(root);
  await late;
  const found = await findViolations({ exportsDir: root, acknowledged: [SENT], rowsBefore, finished: false });
  await removeCopy(root);
  return found;
}
