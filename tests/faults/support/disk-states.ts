import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply, copyTree, ROOT } from "./crash-model.ts";
import type { Change, NodeId, Recording, Tree } from "./crash-model.ts";
import { readOutbox, setOutbox } from "./sent-mails.ts";
import { broken } from "./power.ts";
import type { createRandom } from "./random.ts";
import { verify, removeCopy } from "./scenarios.ts";

/** When a change became durable for good, if it did within `past`. */
function isSynced(past: readonly Change[], i: number): boolean {
  const synced = (node: NodeId): boolean =>
    past.findLastIndex((change) => change.kind === "sync" && change.node === node) > i;
  const change = past[i] as Change;
  if (change.kind === "tell" || change.kind === "done") return true;
  if (change.kind === "write" || change.kind === "sync") return synced(change.node);
  return synced(change.dir) || (change.kind === "move" && synced(change.from));
}

/** A moment of a step, and which of the changes that need not have lasted did. */
export interface Moment {
  done: number;
  keeps(i: number): boolean;
}

/** Every moment, with each unsynced change lost alone, and each kept alone. */
export function everyMoment({ changes }: Recording): Moment[] {
  return Array.from({ length: changes.length }, (_, i) => i + 1).flatMap((done) => {
    const past = changes.slice(0, done);
    const open = [...past.keys()].filter((i) => past[i]?.kind !== "sync" && !isSynced(past, i));
    return [
      { done, keeps: () => false },
      { done, keeps: () => true },
      ...open.flatMap((each) => [
        { done, keeps: (i: number) => i !== each },
        { done, keeps: (i: number) => i === each },
      ]),
    ];
  });
}

/** Any moment, or the very end, with any part of what was not synced. */
export function anyMoment({ changes }: Recording, random: ReturnType<typeof createRandom>): Moment {
  const luck = random.pick([0, 0.5, 1]) as number;
  return {
    done: random.between(0, 3) === 0 ? changes.length : random.between(0, changes.length),
    keeps: () => random.next() < luck,
  };
}

/** What is on the disk when the power goes. */
function crashed(
  { base, changes, made }: Recording,
  { done, keeps }: Moment,
  random: ReturnType<typeof createRandom>,
): Tree {
  const past = changes.slice(0, done);
  const tree = copyTree(base);
  for (const node of made) tree.folders.set(node, new Map());
  for (const [i, change] of past.entries()) {
    if (["sync", "tell", "done"].includes(change.kind)) continue;
    if (isSynced(past, i) || keeps(i)) apply(tree, change);
    else if (change.kind === "write")
      apply(tree, {
        ...change,
        bytes: random.pick([
          Buffer.alloc(0),
          change.bytes.subarray(0, random.between(0, change.bytes.length)),
          Buffer.alloc(change.bytes.length),
        ]) as Buffer,
      });
  }
  return tree;
}

async function lay(tree: Tree, id: NodeId, path: string): Promise<void> {
  const names = tree.folders.get(id);
  if (names === undefined) return writeFile(path, tree.files.get(id) ?? "");
  await mkdir(path, { recursive: true });
  for (const [name, node] of names) await lay(tree, node, join(path, name));
}

/** A disk as somebody finds it who starts after the power went. */
export interface State {
  done: number;
  tree: Tree;
  /** What others were told by then. */
  outbox: string;
}

export function stateAt(recording: Recording, moment: Moment, random: ReturnType<typeof createRandom>): State {
  const said = recording.changes.slice(0, moment.done).map((change) => (change.kind === "tell" ? change.text : ""));
  return {
    done: moment.done,
    tree: crashed(recording, moment, random),
    outbox: readOutbox(recording.scenario.before) + said.join(""),
  };
}

/** The same for states that nobody could tell apart. */
export function digestOf({ tree, outbox }: State): string {
  const hash = createHash("sha256").update(outbox);
  const visit = (id: NodeId): void => {
    for (const [name, node] of [...(tree.folders.get(id) ?? [])].toSorted(([x], [y]) => (x < y ? -1 : 1))) {
      hash.update(`${name}\0${tree.files.get(node)?.length ?? "folder"}\0`).update(tree.files.get(node) ?? "");
      visit(node);
    }
    hash.update("\0");
  };
  visit(ROOT);
  return hash.digest("hex");
}

/** What is laid out here is as durable as it claims to be: it needs no disk. */
const STATES_DIR = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Lays a state out and looks at what started processes make of it. */
export async function tryState(
  { scenario, changes, rows }: Recording,
  { done, tree, outbox }: State,
): Promise<string[]> {
  const root = await mkdtemp(join(STATES_DIR, "symphony-state-"));
  await lay(tree, ROOT, root);
  setOutbox(root, outbox);
  const steps = changes.slice(0, done).flatMap((change) => (change.kind === "done" ? [change.step] : []));
  const acknowledged = steps.includes(scenario.step === "live" ? "accept" : scenario.step);
  // Each time that items were committed there is another generation of rows that must stay.
  const generations =
    scenario.step === "live" ? steps.filter((step) => step === "inspect").length : Number.POSITIVE_INFINITY;
  const promisedRows = new Map([...rows].filter(([key]) => Number(key.split(" ")[1]) < generations));
  const kept = acknowledged ? await broken(scenario, root, promisedRows) : [];
  const found = [...kept, ...(await verify(scenario, root, acknowledged))];
  await removeCopy(root);
  return found.map((sentence) => `after ${done} of ${changes.length} changes: ${sentence}`);
}
