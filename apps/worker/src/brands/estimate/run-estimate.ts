import { fork } from "node:child_process";
import { once } from "node:events";
import type { BrandEstimate } from "@symphony/contract";
import { NODE_FLAGS } from "../../node-flags.ts";

/** What a process that makes an estimate is started with. */
export interface EstimateSettings {
  /** The folder of cascade.json. */
  dir: string;
  /** Its artwork. */
  files: readonly string[];
  /** No further picture begins after this. */
  timeLimitMs: number;
  confidenceThreshold: number | undefined;
}

/** Room to load models, and for a last picture on a busy machine. */
const MORE_TIME_MS = 120_000;

/**
 * Makes an estimate in a process of its own: it takes a minute of work, and may die alone.
 *
 * @param entry the bundled `estimate-child.js`
 * @throws {Error} when the process ends without one, or is killed by the signal or after its time
 */
export async function runEstimate(
  entry: string,
  settings: EstimateSettings,
  signal: AbortSignal,
): Promise<BrandEstimate["sizes"]> {
  const child = fork(entry, [JSON.stringify(settings)], {
    execArgv: NODE_FLAGS,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(settings.timeLimitMs + MORE_TIME_MS)]),
    killSignal: "SIGKILL",
  });
  // An abort is an error event, and ends the process.
  child.on("error", () => undefined);
  const exited = once(child, "exit");
  const sizes = await Promise.race([once(child, "message"), exited.then(() => undefined)]);
  await exited;
  if (sizes === undefined)
    throw new Error(`The process ended with ${child.signalCode ?? `exit code ${child.exitCode}`}.`);
  return sizes[0] as BrandEstimate["sizes"];
}
