import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import { FULL } from "@symphony/test-support/scale";
import { until } from "@symphony/test-support/until";
import { findViolations, readResults, resultsIn, violationsIn } from "../checker/checker.ts";
import type { Submission } from "../checker/checker.ts";
import { readExports } from "../checker/read-exports.ts";
import { missingOf, PEOPLE_STEPS } from "./people-steps.ts";
import type { PeopleStep } from "./people-steps.ts";
import { runStep } from "./run-step.ts";
import { readSent, removeSent, sentNotifications, writeSent } from "./sent-notifications.ts";
import { BATCH, NAMES, recover, takeStep } from "./steps.ts";
import type { Step } from "./steps.ts";

/** A step, and what is on disk before it. */
export interface Scenario {
  name: string;
  step: Step;
  before: string;
}

/** The life of a batch, step by step. */
const LIFE = [
  ["writing a draft", "draft"],
  ["changing a draft", "changeDraft"],
  ["accepting a batch", "accept"],
  ["storing results", "inspect"],
  ["finishing a batch", "finish"],
  ["sending notifications", "notify"],
  ["starting a retry", "retry"],
  ["storing results of a retry", "inspect"],
  ["finishing a retry", "finish"],
  ["reviewing an image", "review"],
  ["editing the record", "edit"],
  ["adding a key", "addKey"],
  ["revoking a key", "revokeKey"],
  ["writing to the audit log", "audit"],
  ["sharing a batch", "share"],
  ["revoking a link", "unshare"],
  ["starting corrections", "correct"],
  ["storing results of corrections", "inspect"],
  ["finishing corrections", "finish"],
  ["removing a batch", "expire"],
] as const satisfies ReadonlyArray<readonly [name: string, step: Step]>;
export type ScenarioName = (typeof LIFE)[number][0];
export const SCENARIO_NAMES: readonly ScenarioName[] = LIFE.map(([name]) => name);

const FIRST_OF_PEOPLE = SCENARIO_NAMES.indexOf("reviewing an image");
/** What people do with a finished batch: small steps, of which a quick campaign tries few points. */
export const PEOPLE_SCENARIOS: readonly ScenarioName[] = SCENARIO_NAMES.slice(FIRST_OF_PEOPLE, -1);
/** Those that a quick campaign tries: each writes in another way. */
export const SAMPLED_PEOPLE_SCENARIOS: readonly ScenarioName[] = FULL
  ? PEOPLE_SCENARIOS
  : ["reviewing an image", "revoking a key", "starting corrections"];

/** What people had done, or were doing, when a scenario was interrupted. */
function doneByPeople({ name, step }: Scenario): PeopleStep[] {
  const last = SCENARIO_NAMES.indexOf(name as ScenarioName);
  if (last < 0 || step === "expire") return [];
  return LIFE.slice(0, last + 1)
    .map(([, each]) => each)
    .filter((each): each is PeopleStep => each in PEOPLE_STEPS);
}

export interface Scenarios {
  get(name: ScenarioName): Scenario;
  /** Everything except the removal, as one step. */
  wholeLife: Scenario;
  remove(): Promise<void>;
}

export async function makeScenarios(): Promise<Scenarios> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-scenarios-"));
  const scenarios = new Map<ScenarioName, Scenario>();
  let root = join(dir, "empty");
  for (const [i, [name, step]] of LIFE.entries()) {
    scenarios.set(name, { name, step, before: root });
    const after = join(dir, String(i));
    await cp(root, after, { recursive: true }).catch(() => undefined);
    writeSent(after, readSent(root));
    await takeStep(step, after);
    root = after;
  }
  return {
    get: (name) => scenarios.get(name) as Scenario,
    wholeLife: { name: "the whole life of a batch", step: "live", before: join(dir, "empty") },
    async remove() {
      for (const { before } of scenarios.values()) removeSent(before);
      removeSent(root);
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const DRAFTING: readonly Step[] = ["draft", "changeDraft"];
const SUBMISSION: Submission = { batchId: BATCH, names: NAMES };

/** What must be on disk once the step was taken as far as it was. */
export function expectedOf(
  { step }: Scenario,
  acknowledged: boolean,
): { acknowledged: Submission[]; withoutResponse?: Submission[] } {
  if (DRAFTING.includes(step)) return { acknowledged: [] };
  // Accepted or removed in part: there whole, or not at all.
  if (["accept", "expire", "live"].includes(step))
    return acknowledged && step !== "expire"
      ? { acknowledged: [SUBMISSION] }
      : { acknowledged: [], withoutResponse: [SUBMISSION] };
  return { acknowledged: [SUBMISSION] };
}

/** The violations right after a fault, and after processes that start later have recovered from it. */
export async function verify(
  scenario: Scenario,
  root: string,
  acknowledged: boolean,
  rejected = false,
): Promise<string[]> {
  const expected =
    rejected && scenario.step === "accept"
      ? { acknowledged: [], rejected: [SUBMISSION] }
      : expectedOf(scenario, acknowledged);
  const exports = await readExports(root);
  const resultsBefore = resultsIn(exports);
  const rightAfter = violationsIn(exports, { ...expected, finished: false });
  const failed = await recover(root).then(
    () => [],
    (error: unknown) => [`recovery fails: ${String(error)}`],
  );
  // A store that cannot be opened is not checked further.
  if (failed.length > 0) return [...rightAfter, ...failed];
  const recovered = { exportsDir: root, ...expected, ...sentNotifications(root), resultsBefore, finished: true };
  const people = await missingByPeople(scenario, root, acknowledged);
  const draft = await missingOfDraft(scenario, root, acknowledged);
  return [...rightAfter, ...people, ...draft, ...(await findViolations(recovered))];
}

/** While a draft is changed the old one is there or the new one. Nothing else of the batch says what was in it. */
async function missingOfDraft({ step }: Scenario, root: string, acknowledged: boolean): Promise<string[]> {
  if (!DRAFTING.includes(step)) return [];
  const store = await openBatchStore(root);
  const draft = await store.drafts.read(BATCH).catch((error: unknown) => String(error));
  if (typeof draft === "string") return [`the draft cannot be read: ${draft}`];
  if (draft === undefined) return step === "changeDraft" || acknowledged ? ["the draft is gone"] : [];
  return step === "changeDraft" && acknowledged && draft.total !== NAMES.length ? ["the draft was not changed"] : [];
}

/** Of a step that was taken before, everything is there. */
async function missingByPeople(scenario: Scenario, root: string, acknowledged: boolean): Promise<string[]> {
  const taken = doneByPeople(scenario);
  if (taken.length === 0) return [];
  const isOwn = scenario.step in PEOPLE_STEPS;
  return missingOf(await openBatchStore(root), BATCH, taken, !isOwn || acknowledged);
}

/** A copy of the disk before a step. */
export async function copyOf({ before }: Scenario): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "symphony-fault-"));
  await cp(before, root, { recursive: true }).catch(() => undefined);
  writeSent(root, readSent(before));
  return root;
}

export async function removeCopy(root: string): Promise<void> {
  removeSent(root);
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}

/** Long enough for another process to store all results meanwhile. */
const DELAY_US = 1_500_000;
/** The check of the storage makes two links when a process starts. */
const FIRST_RESULT_LINK = 3;

/**
 * Delays a process right before it puts each result in place, while another process does all of the work.
 *
 * @returns violations; the late process must not change a result
 * @throws when it was not late
 */
export async function commitLate(program: string, scenario: Scenario): Promise<string[]> {
  const root = await copyOf(scenario);
  const rules = [`link:delay_enter=${DELAY_US}:when=${FIRST_RESULT_LINK}+`, `rename:delay_enter=${DELAY_US}`];
  const late = runStep(program, scenario.step, root, ...rules);
  await until(async () => (await unplacedResults(root)) > 0, "the late process has a result");
  await runStep(program, scenario.step, root);
  if ((await unplacedResults(root)) === 0) throw new Error("the late process was not late");
  const resultsBefore = await readResults(root);
  await late;
  const found = await findViolations({ exportsDir: root, acknowledged: [SUBMISSION], resultsBefore, finished: false });
  await removeCopy(root);
  return found;
}

/** How many results are written and not yet in place. */
async function unplacedResults(root: string): Promise<number> {
  const names = await readdir(join(root, BATCH), { recursive: true });
  return names.filter((name) => /\d\.json\.tmp$/.test(name)).length;
}
