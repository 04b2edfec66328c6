import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findViolations, rowsNow } from "../checker.ts";
import { BATCH, NAMES, recover, takeStep } from "./steps.ts";
import type { Step } from "./steps.ts";
import { runStep } from "./strace.ts";

/** A step and what stands on disk before it. */
export interface Scene {
  name: string;
  step: Step;
  before: string;
}

/** The row of the bar that each step belongs to, in the order of a batch's life. */
const LIFE: Array<[step: Step, row: number, name: string]> = [
  ["announce", 1, "announcing"],
  ["accept", 1, "accepting"],
  ["judge", 2, "committing items"],
  ["finish", 3, "finishing"],
  ["retry", 2, "beginning another generation"],
  ["judge", 2, "committing items again"],
  ["finish", 3, "finishing again"],
  ["clean", 29, "cleaning up"],
];

export async function makeScenes(): Promise<{ scenes: Array<Scene & { row: number }>; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-scenes-"));
  const scenes: Array<Scene & { row: number }> = [];
  let root = join(dir, "empty");
  for (const [i, [step, row, name]] of LIFE.entries()) {
    scenes.push({ name, step, row, before: root });
    const after = join(dir, String(i));
    await cp(root, after, { recursive: true }).catch(() => undefined);
    await takeStep(step, after);
    root = after;
  }
  return { scenes, remove: () => rm(dir, { recursive: true, force: true }) };
}

const SENT = { batchId: BATCH, names: NAMES };

/** What was promised of the batch once `scene` came so far. */
export function promised(scene: Scene, acknowledged: boolean): { acknowledged: Array<typeof SENT>; unanswered?: Array<typeof SENT> } {
  if (scene.step === "announce") return { acknowledged: [] };
  // Half accepted or half removed: there whole, or not at all.
  if (scene.step === "accept" || scene.step === "clean") return acknowledged && scene.step === "accept" ? { acknowledged: [SENT] } : { acknowledged: [], unanswered: [SENT] };
  return { acknowledged: [SENT] };
}

/** The violations right after a fault, and after what started processes make of it. */
export async function aftermath(scene: Scene, root: string, acknowledged: boolean, refused = false): Promise<string[]> {
  const promise = refused && scene.step === "accept" ? { acknowledged: [], refused: [SENT] } : promised(scene, acknowledged);
  const now = await findViolations({ exportsDir: root, ...promise, finished: false });
  const rowsBefore = await rowsNow(root);
  const stuck = await recover(root).then(() => [], (error: unknown) => [`recovery fails: ${String(error)}`]);
  return [...now, ...stuck, ...(await findViolations({ exportsDir: root, ...promise, rowsBefore, finished: true }))];
}

/** A copy of the disk before a step, to be ruined. */
export async function copyOf(scene: Scene): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "symphony-fault-"));
  await cp(scene.before, root, { recursive: true }).catch(() => undefined);
  return root;
}

/** A process that is held up right before it puts each row in place, while another does all of its work: nothing may change any more. */
export async function lateCommit(steps: string, scene: Scene): Promise<string[]> {
  const root = await copyOf(scene);
  const late = runStep(steps, scene.step, root, ...["link", "rename"].map((call) => `${call}:delay_enter=700000`));
  await runStep(steps, scene.step, root);
  const rowsBefore = await rowsNow(root);
  await late;
  const found = await findViolations({ exportsDir: root, acknowledged: [SENT], rowsBefore, finished: false });
  await rm(root, { recursive: true });
  return found;
}
