import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { errnoOf } from "./errno.ts";

/** Processes of another host cannot be looked up: what they left is abandoned after this long. */
const FOREIGN_MAX_HOURS = 24;

const HOST = hostname();

/** A name for something that must not outlive this process. Other processes can tell from it whether its owner lives. */
export const ownerId = (): string => `${HOST}~${process.pid}~${Date.now()}~${randomUUID()}`;

/**
 * Whether the process that made this name is dead. In a restarted container an earlier process had the same host
 * name and process id, hence the time.
 */
export function isStale(name: string): boolean {
  const [host, pid, started] = name.split("~");
  if (host === HOST)
    return Number(pid) === process.pid ? Number(started) < performance.timeOrigin : !isAlive(Number(pid));
  return Date.now() - Number(started) > FOREIGN_MAX_HOURS * 3_600_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
