import { spawnSync } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { readResults } from "../checker/checker.ts";
import { copyOf, removeCopy } from "../steps/scenarios.ts";
import type { Scenario } from "../steps/scenarios.ts";
import { sentFileOf } from "../steps/sent-notifications.ts";
import { parseStraceLog } from "./strace-log.ts";
import type { SystemCall } from "./strace-log.ts";
import { applyChange, copyTree, ROOT } from "./tree.ts";
import type { Change, NodeId, Tree } from "./tree.ts";

/** What a step did to the disk, in order. */
export interface Recording {
  scenario: Scenario;
  base: Tree;
  changes: Change[];
  /** Folders that the step made. */
  madeFolders: ReadonlySet<NodeId>;
  /** Whether the process acknowledged the step. */
  acknowledged: boolean;
  /** Results that were there at the end. */
  results: ReadonlyMap<string, string>;
}

const TRACED = "openat,write,writev,pwrite64,fsync,fdatasync,rename,link,unlink,mkdir,rmdir,ftruncate";

/** Takes a step under strace and reads its system calls. */
export async function record(program: string, scenario: Scenario): Promise<Recording> {
  const root = await copyOf(scenario);
  const base = await readTree(root);
  const log = `${root}.log`;
  const options = ["-f", "-y", "-qq", "-s", "1000000", "-o", log, "-e", `trace=${TRACED}`];
  const env = { ...process.env, NODE_OPTIONS: "", UV_THREADPOOL_SIZE: "1" };
  const args = [...options, process.execPath, program, scenario.step, root];
  const { stdout } = spawnSync("strace", args, { env, encoding: "utf8" });
  const { changes, madeFolders } = changesOf(parseStraceLog(await readFile(log, "utf8")), root, base);
  const results = await readResults(root);
  await rm(log);
  await removeCopy(root);
  return { scenario, base, changes, madeFolders, results, acknowledged: stdout.includes("acknowledged") };
}

async function readTree(root: string): Promise<Tree> {
  const tree: Tree = { folders: new Map(), files: new Map() };
  let next = ROOT;
  const visit = async (path: string): Promise<NodeId> => {
    const id = next;
    next += 1;
    const names = await readdir(path).catch(() => undefined);
    if (names === undefined) tree.files.set(id, await readFile(path));
    else tree.folders.set(id, new Map());
    for (const name of names ?? []) tree.folders.get(id)?.set(name, await visit(join(path, name)));
    return id;
  };
  await visit(root);
  return tree;
}

/** The changes below `root`. A live tree is kept up to date to know which node a path means at each moment. */
function changesOf(calls: readonly SystemCall[], root: string, base: Tree): Pick<Recording, "changes" | "madeFolders"> {
  const tree = createLiveTree(root, base);
  const changes: Change[] = [];
  const madeFolders = new Set<NodeId>();
  const note = (change: Change): void => {
    changes.push(change);
    applyChange(tree.live, change);
  };
  for (const call of calls) {
    const outside = outsideChange(call, root);
    if (outside !== undefined) changes.push(outside);
    if (!call.args.includes(root) || call.result < 0 || call.descriptor.endsWith(" (deleted)")) continue;
    const [first = "", second = ""] = call.strings.map(String);
    switch (call.name) {
      case "openat":
        if (call.args.includes("O_CREAT") && tree.find(first) === undefined)
          note({ kind: "name", ...tree.place(first), node: tree.addFile() });
        else if (call.args.includes("O_TRUNC")) note({ kind: "empty", node: tree.known(first) });
        break;
      case "ftruncate":
        note({ kind: "empty", node: tree.known(call.descriptor) });
        break;
      case "mkdir": {
        const node = tree.addFolder();
        madeFolders.add(node);
        note({ kind: "name", ...tree.place(first), node });
        break;
      }
      case "link":
        note({ kind: "name", ...tree.place(second), node: tree.known(first) });
        break;
      case "unlink":
      case "rmdir":
        note({ kind: "unname", ...tree.place(first) });
        break;
      case "rename": {
        const { dir: from, name: fromName } = tree.place(first);
        note({ kind: "move", from, fromName, ...tree.place(second), node: tree.known(first) });
        break;
      }
      case "write":
      case "writev":
      case "pwrite64": {
        const at = call.name === "pwrite64" ? Number(/, (\d+)$/.exec(call.args)?.[1]) : undefined;
        note({ kind: "write", node: tree.known(call.descriptor), bytes: Buffer.concat(call.strings), at });
        break;
      }
      case "fsync":
      case "fdatasync":
        note({ kind: "sync", node: tree.known(call.descriptor) });
        break;
      default:
        throw new Error(`the crash model does not know ${call.name}`);
    }
  }
  return { changes, madeFolders };
}

/** What a call did elsewhere: a notification was sent, or a step was acknowledged. */
function outsideChange({ name, args, strings }: SystemCall, root: string): Change | undefined {
  if (name !== "write") return undefined;
  if (args.includes(sentFileOf(root))) return { kind: "send", text: String(strings[0] ?? "") };
  const step = /^1<[^>]*>, "acknowledged (\w+)/.exec(args)?.[1];
  return step === undefined ? undefined : { kind: "done", step };
}

function createLiveTree(root: string, base: Tree) {
  const live = copyTree(base);
  let next = 1 + Math.max(...live.folders.keys(), ...live.files.keys());
  const find = (path: string): NodeId | undefined => {
    const names = relative(root, path)
      .split("/")
      .filter((name) => name !== "");
    let node: NodeId | undefined = ROOT;
    for (const name of names) node = node === undefined ? undefined : live.folders.get(node)?.get(name);
    return node;
  };
  const known = (path: string): NodeId => {
    const node = find(path);
    if (node === undefined) throw new Error(`the crash model does not know ${path}`);
    return node;
  };
  const newNode = (): NodeId => {
    next += 1;
    return next - 1;
  };
  return {
    live,
    find,
    known,
    place: (path: string): { dir: NodeId; name: string } => ({ dir: known(dirname(path)), name: basename(path) }),
    addFile(): NodeId {
      const node = newNode();
      live.files.set(node, Buffer.alloc(0));
      return node;
    },
    addFolder(): NodeId {
      const node = newNode();
      live.folders.set(node, new Map());
      return node;
    },
  };
}
