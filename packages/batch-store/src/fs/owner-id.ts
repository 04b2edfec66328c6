import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** What a host left that we cannot ask about its processes is nobody's after this long. */
const FOREIGN_MAX_HOURS = 24;

const HOST = hostname();

/** A name for what is not to outlive this process: it says whose it is, so that others can tell when nobody needs it. */
export const ownerId = (): string => `${HOST}~${process.pid}~${Date.now()}~${randomUUID()}`;

/**
 * Whether the process that gave this name is gone. What is this process's own it knows about itself; in a
 * container that was restarted, an earlier process had the same host and number.
 */
export function isStale(name: string, now = Date.now()): boolean {
  const [host, pid, started] = name.split("~");
  if (host === HOST)
    return Number(pid) === process.pid ? Number(started) < performance.timeOrigin : !isAlive(Number(pid));
  return now - Number(started) > FOREIGN_MAX_HOURS * 3_600_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "EPERM";
  }
}
