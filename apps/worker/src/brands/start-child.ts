import { setPriority } from "node:os";

/** Images that somebody waits for come first. */
const LOW_PRIORITY = 10;

/** Begins a process that `runChild` started. @returns what it was started with */
export function startChild<T>(): T {
  // Without its worker nobody wants what it makes.
  process.once("disconnect", () => process.exit());
  setPriority(LOW_PRIORITY);
  return JSON.parse(process.argv[2]!) as T;
}

/** Sends the one message, and ends the process. */
export const endChild = (message: unknown): void => void process.send!(message, () => process.exit());
