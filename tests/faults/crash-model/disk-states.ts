import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingPictures } from "../steps/missing-pictures.ts";
import { removeCopy, verify } from "../steps/scenarios.ts";
import { readSent, writeSent } from "../steps/sent-notifications.ts";
import type { createRandom } from "../support/random.ts";
import { brokenPromises } from "./power-cut.ts";
import type { Recording } from "./recording.ts";
import { applyChange, copyTree, ROOT } from "./tree.ts";
import type { Change, NodeId, Tree } from "./tree.ts";

/*
 * A file system that keeps only what POSIX requires: the bytes of a file up to its last sync, the names in a folder
 * up to the folder's last sync, and any part of everything later, with bytes torn or zeroed. It is stricter than ext4
 * and XFS, which also keep the name of a file that was synced itself.
 */

type Random = ReturnType<typeof createRandom>;

/** Whether the `i`-th change was made durable within `past`. */
function isDurable(past: readonly Change[], i: number): boolean {
  const synced = (node: NodeId): boolean =>
    past.findLastIndex((change) => change.kind === "sync" && change.node === node) > i;
  const change = past[i] as Change;
  if (change.kind === "send" || change.kind === "done") return true;
  if (change.kind === "write" || change.kind === "empty" || change.kind === "sync") return synced(change.node);
  return synced(change.dir) || (change.kind === "move" && synced(change.from));
}

/** A moment of a step, and which of the changes that are not durable the disk kept. */
export interface Moment {
  done: number;
  keeps(i: number): boolean;
}

/** Every moment, with each change that is not durable lost alone, and each kept alone. */
export function everyMoment({ changes }: Recording): Moment[] {
  return Array.from({ length: changes.length }, (_, i) => i + 1).flatMap((done) => {
    const past = changes.slice(0, done);
    const open = [...past.keys()].filter((i) => past[i]?.kind !== "sync" && !isDurable(past, i));
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

/** A random moment, often the very end, with a random part of what is not durable. */
export function anyMoment({ changes }: Recording, random: Random): Moment {
  const share = random.pick([0, 0.5, 1]) as number;
  return {
    done: random.between(0, 3) === 0 ? changes.length : random.between(0, changes.length),
    keeps: () => random.next() < share,
  };
}

/** What is on the disk when the power is cut. */
function treeAfterCrash({ base, changes, madeFolders }: Recording, { done, keeps }: Moment, random: Random): Tree {
  const past = changes.slice(0, done);
  const tree = copyTree(base);
  for (const node of madeFolders) tree.folders.set(node, new Map());
  for (const [i, change] of past.entries()) {
    if (["sync", "send", "done"].includes(change.kind)) continue;
    if (isDurable(past, i) || keeps(i)) applyChange(tree, change);
    else if (change.kind === "write") applyChange(tree, { ...change, bytes: torn(change.bytes, random) });
  }
  return tree;
}

const torn = (bytes: Buffer, random: Random): Buffer =>
  random.pick([
    Buffer.alloc(0),
    bytes.subarray(0, random.between(0, bytes.length)),
    Buffer.alloc(bytes.length),
  ]) as Buffer;

async function writeTree(tree: Tree, id: NodeId, path: string): Promise<void> {
  const names = tree.folders.get(id);
  if (names === undefined) return writeFile(path, tree.files.get(id) ?? "");
  await mkdir(path, { recursive: true });
  for (const [name, node] of names) await writeTree(tree, node, join(path, name));
}

/** A disk as a process finds it that starts after the power cut. */
export interface DiskState {
  /** How many changes were made. */
  done: number;
  tree: Tree;
  /** What was sent by then. */
  sent: string;
}

export function stateAt(recording: Recording, moment: Moment, random: Random): DiskState {
  const texts = recording.changes.slice(0, moment.done).map((change) => (change.kind === "send" ? change.text : ""));
  return {
    done: moment.done,
    tree: treeAfterCrash(recording, moment, random),
    sent: readSent(recording.scenario.before) + texts.join(""),
  };
}

/** The same for states that cannot be told apart. */
export function digestOf({ tree, sent }: DiskState): string {
  const hash = createHash("sha256").update(sent);
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

/** A state is only written and read again; memory is enough for that. */
const STATES_DIR = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Writes a state to a folder and checks what processes make of it. */
export async function tryState(
  { scenario, changes, results }: Recording,
  { done, tree, sent }: DiskState,
): Promise<string[]> {
  const root = await mkdtemp(join(STATES_DIR, "symphony-state-"));
  await writeTree(tree, ROOT, root);
  writeSent(root, sent);
  const steps = changes.slice(0, done).flatMap((change) => (change.kind === "done" ? [change.step] : []));
  const acknowledged = steps.includes(scenario.step === "live" ? "accept" : scenario.step);
  // Each acknowledged `inspect` has stored the results of one run more.
  const runs = scenario.step === "live" ? steps.filter((step) => step === "inspect").length : Number.POSITIVE_INFINITY;
  const acknowledgedResults = new Map([...results].filter(([key]) => Number(key.split(" ")[1]) < runs));
  const broken = acknowledged ? await brokenPromises(scenario, root, acknowledgedResults) : [];
  const found = [...broken, ...(await verify(scenario, root, acknowledged)), ...(await missingPictures(root))];
  await removeCopy(root);
  return found.map((sentence) => `after ${done} of ${changes.length} changes: ${sentence}`);
}
