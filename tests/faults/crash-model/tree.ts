export type NodeId = number;

/** The exports folder. */
export const ROOT: NodeId = 0;

/** A folder tree by node, like a file system keeps it: a file may have several names, or none. */
export interface Tree {
  folders: Map<NodeId, Map<string, NodeId>>;
  files: Map<NodeId, Buffer>;
}

/** One thing that a step did, in the order of its system calls. */
export type Change =
  | { kind: "name"; dir: NodeId; name: string; node: NodeId }
  | { kind: "unname"; dir: NodeId; name: string }
  | { kind: "move"; from: NodeId; fromName: string; dir: NodeId; name: string; node: NodeId }
  /** Appends, or writes at a position. */
  | { kind: "write"; node: NodeId; bytes: Buffer; at?: number | undefined }
  | { kind: "empty"; node: NodeId }
  | { kind: "sync"; node: NodeId }
  /** A mail or webhook was sent. */
  | { kind: "send"; text: string }
  /** The process acknowledged a step. */
  | { kind: "done"; step: string };

export const copyTree = ({ folders, files }: Tree): Tree => ({
  folders: new Map([...folders].map(([id, names]) => [id, new Map(names)])),
  files: new Map(files),
});

export function applyChange(tree: Tree, change: Change): void {
  const names = (dir: NodeId): Map<string, NodeId> =>
    tree.folders.get(dir) ?? (tree.folders.set(dir, new Map()).get(dir) as Map<string, NodeId>);
  if (change.kind === "name") names(change.dir).set(change.name, change.node);
  if (change.kind === "unname") names(change.dir).delete(change.name);
  if (change.kind === "move") {
    if (names(change.from).get(change.fromName) === change.node) names(change.from).delete(change.fromName);
    names(change.dir).set(change.name, change.node);
  }
  if (change.kind === "empty") tree.files.set(change.node, Buffer.alloc(0));
  if (change.kind === "write") {
    const before = tree.files.get(change.node) ?? Buffer.alloc(0);
    const at = change.at ?? before.length;
    const after = Buffer.alloc(Math.max(before.length, at + change.bytes.length));
    before.copy(after);
    change.bytes.copy(after, at);
    tree.files.set(change.node, after);
  }
}
