import { readFile, readdir } from "node:fs/promises";
import type { System } from "@symphony/test-support/system";

/**
 * Bytes that the system's processes have written to disk since they started, as Linux counts them. What the file
 * system adds (its journal, whole blocks for small files) is not included.
 */
export async function bytesWritten(system: System): Promise<number> {
  const roots = [system.api, ...system.workers].map(({ child }) => child.pid as number);
  const all = (await Promise.all(roots.map(familyOf))).flat();
  return (await Promise.all(all.map(writtenBy))).reduce((sum, each) => sum + each, 0);
}

/** A process and its children: a worker has an inference process. */
async function familyOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const children = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, "utf8")));
  return [pid, ...children.join(" ").split(" ").filter(Boolean).map(Number)];
}

async function writtenBy(pid: number): Promise<number> {
  return Number(/^write_bytes: (\d+)$/m.exec(await readFile(`/proc/${pid}/io`, "utf8"))?.[1]);
}
