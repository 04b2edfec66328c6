import { spawnSync } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { rowsNow } from "../checker.ts";
import { outboxOf } from "./sent-mails.ts";
import { copyOf, removeCopy } from "./scenarios.ts";
import type { Scenario } from "./scenarios.ts";

/**
 * A file system that keeps only what POSIX makes it keep: the bytes of a file up to its last sync, the names in
 * a folder up to the folder's last sync, and of everything later any part at all, bytes torn or zeroed. It is
 * stricter than ext4 and XFS, which also keep the name of a file that was synced itself.
 */
export type NodeId = number;
export type Change =
  | { kind: "name"; dir: NodeId; name: string; node: NodeId }
  | { kind: "unname"; dir: NodeId; name: string }
  | { kind: "move"; from: NodeId; fromName: string; dir: NodeId; name: string; node: NodeId }
  | { kind: "write"; node: NodeId; bytes: Buffer }
  | { kind: "sync"; node: NodeId }
  /** Somebody elsewhere was told something. */
  | { kind: "tell"; text: string }
  /** The process said that a step is done. */
  | { kind: "done"; step: string };

export interface Tree {
  folders: Map<NodeId, Map<string, NodeId>>;
  files: Map<NodeId, Buffer>;
}

/** What a step did to the disk, in order. */
export interface Recording {
  scenario: Scenario;
  base: Tree;
  changes: Change[];
  /** Folders the step made. */
  made: ReadonlySet<NodeId>;
  /** Whether the step said that it was done. */
  acknowledged: boolean;
  /** Rows that were in place at the end. */
  rows: ReadonlyMap<string, string>;
}

export const ROOT: NodeId = 0;
const TRACED = "openat,write,writev,pwrite64,fsync,fdatasync,rename,link,unlink,mkdir,rmdir";

/** Takes a step under strace and reads its calls. */
export async function record(steps: string, scenario: Scenario): Promise<Recording> {
  const root = await copyOf(scenario);
  const base = await readTree(root);
  const log = `${root}.log`;
  const env = { ...process.env, NODE_OPTIONS: "", UV_THREADPOOL_SIZE: "1" };
  const { stdout } = spawnSync(
    "strace",
    [
      "-f",
      "-y",
      "-qq",
      "-s",
      "1000000",
      "-o",
      log,
      "-e",
      `trace=${TRACED}`,
      process.execPath,
      steps,
      scenario.step,
      root,
    ],
    { env, encoding: "utf8" },
  );
  const { changes, made } = changesOf(joinLines(ownedByNobody(await readFile(log, "utf8"))), root, base);
  const rows = await rowsNow(root);
  await rm(log);
  await removeCopy(root);
  return { scenario, base, changes, made, rows, acknowledged: stdout.includes("acknowledged") };
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

/** More than a kernel gives out: during a long campaign the recorded process's own number may be somebody else's. */
const NO_PROCESS = 999_999_999;

/** Names say which process they are of; what is recorded is looked at when that one is long gone. */
function ownedByNobody(log: string): string {
  const pid = /^(\d+) /.exec(log)?.[1] ?? "";
  return log.replaceAll(`~${pid}~`, `~${NO_PROCESS}~`);
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
    const parts = relative(root, path)
      .split("/")
      .filter((part) => part !== "");
    return parts.reduce<NodeId | undefined>(
      (id, part) => (id === undefined ? undefined : live.folders.get(id)?.get(part)),
      ROOT,
    );
  };
  const place = (path: string): { dir: NodeId; name: string } => ({
    dir: find(dirname(path)) as NodeId,
    name: basename(path),
  });
  const note = (change: Change): void => void (changes.push(change), apply(live, change));
  const name = (path: string, node: NodeId): void => note({ kind: "name", ...place(path), node });

  for (const call of calls) {
    const [, verb = "", args = "", result = ""] = /^(\w+)\((.*)\) += (-?\d+)/s.exec(call) ?? [];
    if (verb === "write" && args.includes(outboxOf(root)))
      changes.push({ kind: "tell", text: unescape(/"((?:[^"\\]|\\.)*)"/s.exec(args)?.[1] ?? "").toString() });
    const step = /^1<[^>]*>, "acknowledged (\w+)/.exec(args)?.[1];
    if (verb === "write" && step !== undefined) changes.push({ kind: "done", step });
    if (!args.includes(root) || Number(result) < 0) continue;
    const quoted = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => unescape(match[1] as string));
    const paths = quoted.map(String);
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
    else if (verb === "rename")
      note({
        kind: "move",
        from: place(first).dir,
        fromName: place(first).name,
        ...place(second),
        node: find(first) as NodeId,
      });
    else if (verb === "write" || verb === "writev" || verb === "pwrite64")
      note({ kind: "write", node: find(open) as NodeId, bytes: Buffer.concat(quoted) });
    else if (verb === "fsync" || verb === "fdatasync") note({ kind: "sync", node: find(open) as NodeId });
  }
  return { changes, made };
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, v: 11, f: 12, '"': 34, "\\": 92 };

/** A string as strace prints it. */
function unescape(text: string): Buffer {
  const parts = text.match(/\\[0-7]{1,3}|\\.|[^\\]+/gs) ?? [];
  return Buffer.concat(
    parts.map((part) =>
      part[0] !== "\\"
        ? Buffer.from(part)
        : Buffer.from([ESCAPES[part[1] as string] ?? Number.parseInt(part.slice(1), 8)]),
    ),
  );
}

export const copyTree = ({ folders, files }: Tree): Tree => ({
  folders: new Map([...folders].map(([id, names]) => [id, new Map(names)])),
  files: new Map(files),
});

export function apply(tree: Tree, change: Change): void {
  const names = (dir: NodeId): Map<string, NodeId> =>
    tree.folders.get(dir) ?? (tree.folders.set(dir, new Map()).get(dir) as Map<string, NodeId>);
  if (change.kind === "name") names(change.dir).set(change.name, change.node);
  if (change.kind === "unname") names(change.dir).delete(change.name);
  if (change.kind === "move") {
    if (names(change.from).get(change.fromName) === change.node) names(change.from).delete(change.fromName);
    names(change.dir).set(change.name, change.node);
  }
  if (change.kind === "write")
    tree.files.set(change.node, Buffer.concat([tree.files.get(change.node) ?? Buffer.alloc(0), change.bytes]));
}
