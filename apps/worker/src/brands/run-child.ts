import { fork } from "node:child_process";
import { NODE_FLAGS } from "../node-flags.ts";
import { NotMadeError } from "./not-made-error.ts";
import type { ChildMessage } from "./start-child.ts";

/** Room to load models, and for a last picture on a busy machine. */
const MORE_TIME_MS = 120_000;

/**
 * Does minutes of work for a brand in a process of its own, which may die alone.
 *
 * @param entry its bundled file
 * @param settings what it is started with: JSON as its only argument. No further picture begins after `timeLimitMs`.
 * @returns what it made
 * @throws {NotMadeError} when the process says why it made nothing, ends without a word, or is killed by the signal or after its time
 * @throws {Error} when no process can be started now
 */
export async function runChild<T>(entry: string, settings: { timeLimitMs: number }, signal: AbortSignal): Promise<T> {
  const child = fork(entry, [JSON.stringify(settings)], {
    execArgv: NODE_FLAGS,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeLimitMs + MORE_TIME_MS)]),
    killSignal: "SIGKILL",
  });
  // An abort is an error event, too, and ends the process; one that never began has no other end.
  const exited = new Promise<void>((resolve, reject) => {
    child.once("exit", () => resolve());
    child.on("error", (error) => child.pid === undefined && reject(error));
  });
  const message = await Promise.race([
    new Promise<ChildMessage<T>>((resolve) => child.once("message", (sent) => resolve(sent as ChildMessage<T>))),
    exited.then(() => undefined),
  ]);
  await exited;
  if (message === undefined)
    throw new NotMadeError(`The process ended with ${child.signalCode ?? `exit code ${child.exitCode}`}.`);
  if ("failed" in message) throw new NotMadeError(message.failed);
  return message.made;
}
