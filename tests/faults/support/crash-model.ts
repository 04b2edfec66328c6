import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { rowsNow } from "../checker.ts";
import { broken } from "./power.ts";
import type { createRandom } from "./random.ts";
import { outboxOf, readOutbox, setOutbox } from "./outbox.ts";
import { aftermath, copyOf, removeCopy } from "./scenes.ts";
import type { Scene } from "./scenes.ts";

/**
 * A file system that keeps only what POSIX makes it keep: the bytes of a file up to its last sync, the names in
 * a folder up to the folder's last sync, and of everything later any part at all, bytes torn or zeroed. It is
 * stricter than ext4 and XFS, which also keep the name of a file that was synced itself.
 */
type NodeId = number;
type Change =
  | { kind: "name"; dir: NodeId; name: string; node: NodeId }
  | { kind: "unname"; dir: NodeId; name: string }
  | { kind: "move"; from: NodeId; fromName: string; dir: NodeId; name: string; node: NodeId }
  | { kind: "write"; node: NodeId; bytes: Buffer }
  | { kind: "sync"; node: NodeId }
  /** Somebody elsewhere was told something. */
  | { kind: "tell"; text: string };

interface Tree {
  folders: Map<NodeId, Map<string, NodeId>>;
  files: Map<NodeId, Buffer>;
}

/** What a step did to the disk, in order. */
export interface Recording {
  scene: Scene;
  base: Tree;
  changes: Change[];
  /** Folders the step made. */
  made: ReadonlySet<NodeId>;
  /** Whether the step said that it was done. */
  acknowledged: boolean;
  /** Rows that were in place when the step said that it was done. */
  rows: ReadonlyMap<string, string>;
}

const ROOT: NodeId = 0;
const TRACED = "openat,write,pwrite64,fsync,fdatasync,rename,link,unlink,mkdir,rmdir";

/** Takes a step under strace and reads its calls. */
export async function record(steps: string, scene: Scene): Promise<Recording> {
  const root = await copyOf(scene);
  const base = await readTree(root);
  const log = `${root}.log`;
  const env = { ...process.env, NODE_OPTIONS: "", UV_THREADPOOL_SIZE: "1" };
  const { stdout } = spawnSync("strace", ["-f", "-y", "-qq", "-s", "1000000", "-o", log, "-e", `trace=${TRACED}`, process.execPath, steps, scene.step, root], { env, encoding: "utf8" });
  const { changes, made } = changesOf(joinLines(await readFile(log, "utf8")), root, base);
  const rows = await rowsNow(root);
  await rm(log);
  await removeCopy(root);
  return { scene, base, changes, made, rows, acknowledged: stdout.includes("acknowledged") };
}

async function readTree(root: string): Promise<Tree> {
  const tree: Tree = { folders: new Map(), files: new Map() };
  let next = ROOT;
  const visit = async (path: string): Promise<NodeId> => {
    const id = next++;
    const names = await readdir(path).catch(() => undefined);
    if (names === undefined) tree.files.set(id, await readFile(path));
    else tree.folders.set(id, new Map());
    for (const name of names ?? []) tree.folders.get(id)?.set(name, await visit(join(path, name)));
    return id;
  };
  await visit(root);
  return tree;
}

/** Calls that were interrupted by another thread's stand on two lines. */
function joinLines(log: string): string[] {
  const begun = new Map<string, string>();
  return log.split("\n").flatMap((line) => {
    const [, thread = "", call = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (call.endsWith(" <unfinished ...>")) {
      begun.set(thread, call.slice(0, -" <unfinished ...>".length));
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    return [resumed === null ? call : (begun.get(thread) ?? "") + (resumed[1] as string)];
  });
}

/** The changes below `root`; the live tree is followed to know which file a path means at the moment. */
function changesOf(calls: readonly string[], root: string, base: Tree): Pick<Recording, "changes" | "made"> {
  const live = copyTree(base);
  const changes: Change[] = [];
  const made = new Set<NodeId>();
  let next = 1 + Math.max(...live.folders.keys(), ...live.files.keys());
  const find = (path: string): NodeId | undefined => {
    const parts = relative(root, path).split("/").filter((part) => part !== "");
    return parts.reduce<NodeId | undefined>((id, part) => (id === undefined ? undefined : live.folders.get(id)?.get(part)), ROOT);
  };
  const place = (path: string): { dir: NodeId; name: string } => ({ dir: find(dirname(path)) as NodeId, name: basename(path) });
  const note = (change: Change): void => void (changes.push(change), apply(live, change));
  const name = (path: string, node: NodeId): void => note({ kind: "name", ...place(path), node });

  for (const call of calls) {
    const [, verb = "", args = "", result = ""] = /^(\w+)\((.*)\) += (-?\d+)/s.exec(call) ?? [];
    if (verb === "write" && args.includes(outboxOf(root))) changes.push({ kind: "tell", text: unescape(/"((?:[^"\\]|\\.)*)"/s.exec(args)?.[1] ?? "").toString() });
    if (!args.includes(root) || Number(result) < 0) continue;
    const paths = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => unescape(match[1] as string).toString());
    const open = /^\d+<([^>]*)>/.exec(args)?.[1] ?? "";
    const [first = "", second = ""] = paths;
    if (verb === "openat" && args.includes("O_CREAT") && find(first) === undefined) {
      live.files.set(next, Buffer.alloc(0));
      name(first, next++);
    } else if (verb === "mkdir") {
      live.folders.set(next, new Map());
      made.add(next);
      name(first, next++);
    } else if (verb === "link") name(second, find(first) as NodeId);
    else if (verb === "unlink" || verb === "rmdir") note({ kind: "unname", ...place(first) });
    else if (verb === "rename") note({ kind: "move", from: place(first).dir, fromName: place(first).name, ...place(second), node: find(first) as NodeId });
    else if (verb === "write" || verb === "pwrite64") note({ kind: "write", node: find(open) as NodeId, bytes: unescape(/"((?:[^"\\]|\\.)*)"/s.exec(args)?.[1] ?? "") });
    else if (verb === "fsync" || verb === "fdatasync") note({ kind: "sync", node: find(open) as NodeId });
  }
  return { changes, made };
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, v: 11, f: 12, '"': 34, "\\": 92 };

/** A string as strace prints it. */
function unescape(text: string): Buffer {
  const parts = text.match(/\\[0-7]{1,3}|\\.|[^\\]+/gs) ?? [];
  return Buffer.concat(parts.map((part) => (part[0] !== "\\" ? Buffer.from(part) : Buffer.from([ESCAPES[part[1] as string] ?? Number.parseInt(part.slice(1), 8)]))));
}

const copyTree = ({ folders, files }: Tree): Tree => ({ folders: new Map([...folders].map(([id, names]) => [id, new Map(names)])), files: new Map(files) });

function apply(tree: Tree, change: Change): void {
  const names = (dir: NodeId): Map<string, NodeId> => tree.folders.get(dir) ?? tree.folders.set(dir, new Map()).get(dir) as Map<string, NodeId>;
  if (change.kind === "name") names(change.dir).set(change.name, change.node);
  if (change.kind === "unname") names(change.dir).delete(change.name);
  if (change.kind === "move") {
    if (names(change.from).get(change.fromName) === change.node) names(change.from).delete(change.fromName);
    names(change.dir).set(change.name, change.node);
  }
  if (change.kind === "write") tree.files.set(change.node, Buffer.concat([tree.files.get(change.node) ?? Buffer.alloc(0), change.bytes]));
}

/** When a change became durable for good, if it did within `past`. */
function isSynced(past: readonly Change[], i: number): boolean {
  const synced = (node: NodeId): boolean => past.findLastIndex((change) => change.kind === "sync" && change.node === node) > i;
  const change = past[i] as Change;
  if (change.kind === "tell") return true;
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
    return [{ done, keeps: () => false }, { done, keeps: () => true }, ...open.flatMap((each) => [{ done, keeps: (i: number) => i !== each }, { done, keeps: (i: number) => i === each }])];
  });
}

/** Any moment, or the very end, with any part of what was not synced. */
export function anyMoment({ changes }: Recording, random: ReturnType<typeof createRandom>): Moment {
  const luck = random.pick([0, 0.5, 1]) as number;
  return { done: random.between(0, 3) === 0 ? changes.length : random.between(0, changes.length), keeps: () => random.next() < luck };
}

/** What is on the disk when the power goes. */
function crashed({ base, changes, made }: Recording, { done, keeps }: Moment, random: ReturnType<typeof createRandom>): Tree {
  const past = changes.slice(0, done);
  const tree = copyTree(base);
  for (const node of made) tree.folders.set(node, new Map());
  for (const [i, change] of past.entries()) {
    if (change.kind === "sync" || change.kind === "tell") continue;
    if (isSynced(past, i) || keeps(i)) apply(tree, change);
    else if (change.kind === "write") apply(tree, { ...change, bytes: random.pick([Buffer.alloc(0), change.bytes.subarray(0, random.between(0, change.bytes.length)), Buffer.alloc(change.bytes.length)]) as Buffer });
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
  return { done: moment.done, tree: crashed(recording, moment, random), outbox: readOutbox(recording.scene.before) + said.join("") };
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
export async function tryState({ scene, acknowledged: wasDone, changes, rows }: Recording, { done, tree, outbox }: State): Promise<string[]> {
  const root = await mkdtemp(join(STATES_DIR, "symphony-state-"));
  await lay(tree, ROOT, root);
  setOutbox(root, outbox);
  const acknowledged = wasDone && done === changes.length;
  const kept = acknowledged ? await broken(scene, root, rows) : [];
  const found = [...kept, ...(await aftermath(scene, root, acknowledged))];
  await removeCopy(root);
  return found.map((sentence) => `after ${done} of ${changes.length} changes: ${sentence}`);
}
