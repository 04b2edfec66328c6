import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";

/** A control group with a memory limit; the kernel kills the largest of its processes when they exceed it. */
export interface MemoryGroup {
  add(pid: number): void;
  /** How many processes the kernel has killed. */
  killed(): number;
  /** Only once its processes have ended. */
  remove(): void;
}

/** Version 1 has a tree of its own for memory, version 2 has one for everything. */
const VERSIONS = [
  { parent: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes", events: "memory.oom_control" },
  { parent: "/sys/fs/cgroup", limit: "memory.max", events: "memory.events" },
] as const;

let groups = 0;

/** @throws where no control groups can be made */
export function makeMemoryGroup(bytes: number): MemoryGroup {
  const failures: unknown[] = [];
  for (const { parent, limit, events } of VERSIONS) {
    const dir = `${parent}/symphony-${process.pid}-${(groups += 1)}`;
    try {
      mkdirSync(dir);
      try {
        writeFileSync(`${dir}/${limit}`, String(bytes));
      } catch (error) {
        rmdirSync(dir);
        throw error;
      }
      return {
        add: (pid) => writeFileSync(`${dir}/cgroup.procs`, String(pid)),
        killed: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(`${dir}/${events}`, "utf8"))?.[1]),
        remove: () => rmdirSync(dir),
      };
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, "no control group for memory can be made");
}

/** Why memory cannot be limited here, or `undefined` when it can. */
export function reasonWithoutMemoryGroups(): string | undefined {
  try {
    makeMemoryGroup(100_000_000).remove();
    return undefined;
  } catch {
    return "control groups for memory can only be made by root, where they are mounted";
  }
}
