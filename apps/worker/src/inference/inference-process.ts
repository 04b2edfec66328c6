import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { InstalledBrand } from "../brands/installed-brands.ts";
import { CascadeError } from "../cascade/cascade-error.ts";
import { ItemError } from "../item-error.ts";
import type { InferenceMessage, InferenceSettings, Inspection, InspectRequest } from "./protocol.ts";
import { NODE_FLAGS } from "../node-flags.ts";

/** The process exited while it worked on an image. Whether this image was the reason is unknown. */
export class InferenceProcessExitedError extends Error {
  /** Whether the process was killed because this image took too long. */
  readonly timedOut: boolean;

  constructor(message: string, timedOut: boolean) {
    super(message);
    this.name = "InferenceProcessExitedError";
    this.timedOut = timedOut;
  }
}

/** One run of an inference process, from start to exit. */
export interface InferenceProcess {
  pid: number;
  brand: string;
  stageNames: readonly string[];
  fingerprint: string;
  installed: readonly InstalledBrand[];
  /** Resolves when the process has exited and all requests in flight are rejected. */
  exited: Promise<void>;
  /**
   * @throws {ItemError} when the image cannot be inspected
   * @throws {InferenceProcessExitedError} when the process exits, or is killed after the timeout
   */
  inspect(request: Omit<InspectRequest, "id">): Promise<Inspection>;
  /** Lets the process exit, and kills it after the deadline. */
  close(deadlineMs: number): Promise<void>;
}

export interface InferenceProcessOptions extends InferenceSettings {
  /** The bundled module that the process runs. */
  entry: string;
  /** For one image. */
  timeoutMs: number;
  startTimeoutMs: number;
  /** Gets each line that the process, or a library in it, prints. Default: none is shown. */
  onOutput?: (line: string) => void;
}

/** Characters of a line that are logged. */
const OUTPUT_LINE_MAX = 1_000;

/** Requests by their ids. */
type InFlight = Map<number, PendingRequest>;

interface PendingRequest {
  resolve: (inspection: Inspection) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
  timedOut: boolean;
}

/**
 * Starts the process and waits until its models are loaded and warm.
 *
 * @throws {CascadeError} when the models cannot be used
 * @throws {Error} when the process exits or does not respond
 */
export async function startInferenceProcess(options: InferenceProcessOptions): Promise<InferenceProcess> {
  const {
    entry,
    timeoutMs,
    startTimeoutMs,
    onOutput,
    modelsDir,
    confidenceThreshold,
    maxPixels,
    maxFileBytes,
    viewMaxSide,
    providers,
  } = options;
  const settings: InferenceSettings = {
    modelsDir,
    confidenceThreshold,
    maxPixels,
    maxFileBytes,
    viewMaxSide,
    providers,
  };
  // Advanced serialization passes the bytes of thumbnails as they are; JSON would write each as a number.
  const child = fork(entry, [JSON.stringify(settings)], {
    execArgv: NODE_FLAGS,
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // All errors of a process lead to its exit, or to its not being ready; both are handled below.
  child.on("error", () => {});
  // Libraries print lines of their own, and the worker's output is JSON. Without free descriptors there are no pipes.
  for (const input of [child.stdout, child.stderr])
    if (input) createInterface({ input }).on("line", (line) => onOutput?.(line.slice(0, OUTPUT_LINE_MAX)));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { brand, stageNames, fingerprint, installed } = await untilReady(child, startTimeoutMs);

  const inFlight: InFlight = new Map();
  child.on("message", (message: InferenceMessage) => settle(inFlight, message));
  child.once("exit", (code, signal) => rejectAll(inFlight, exitReason(code, signal)));

  let lastId = 0;
  return {
    pid: child.pid!,
    brand,
    stageNames,
    fingerprint,
    installed,
    exited,
    inspect: (image) =>
      new Promise((resolve, reject) => {
        if (!child.connected) {
          child.kill("SIGKILL");
          return reject(new InferenceProcessExitedError("The inference process is gone.", false));
        }
        lastId += 1;
        const request: InspectRequest = { id: lastId, ...image };
        const timer = setTimeout(() => {
          inFlight.get(request.id)!.timedOut = true;
          child.kill("SIGKILL");
        }, timeoutMs);
        inFlight.set(request.id, { resolve, reject, timer, timedOut: false });
        // A message that cannot be sent needs no handling: the process is exiting, and its exit rejects the request.
        child.send(request, () => {});
      }),
    async close(deadlineMs) {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

type Ready = Extract<InferenceMessage, { kind: "ready" }>;

/** The first message of the process. Kills the process when that is anything but `ready`. */
async function untilReady(child: ChildProcess, startTimeoutMs: number): Promise<Ready> {
  const timeout = AbortSignal.timeout(startTimeoutMs);
  const done = new AbortController();
  const signal = AbortSignal.any([timeout, done.signal]);
  const messaged = once(child, "message", { signal }).then(([message]) => message as InferenceMessage);
  const exited = once(child, "exit", { signal }).then(([code, by]) => {
    throw new Error(`${exitReason(code, by)} It was still starting.`);
  });
  try {
    const message = await Promise.race([messaged, exited]);
    if (message.kind === "ready") return message;
    throw message.kind === "unusable"
      ? new CascadeError(message.message)
      : new Error(`The inference process sent '${message.kind}' before it was ready.`);
  } catch (error) {
    child.kill("SIGKILL");
    throw timeout.aborted
      ? new Error(`The inference process was not ready after ${startTimeoutMs} ms.`, { cause: error })
      : error;
  } finally {
    done.abort();
    await Promise.allSettled([messaged, exited]);
  }
}

const exitReason = (code: number | null, signal: NodeJS.Signals | null): string =>
  `The inference process ended with ${signal ?? `exit code ${code}`}.`;

function rejectAll(inFlight: InFlight, reason: string): void {
  for (const { reject, timer, timedOut } of inFlight.values()) {
    clearTimeout(timer);
    reject(new InferenceProcessExitedError(reason, timedOut));
  }
  inFlight.clear();
}

function settle(inFlight: InFlight, message: InferenceMessage): void {
  if (message.kind !== "inspected" && message.kind !== "failed") return;
  const request = inFlight.get(message.id);
  if (request === undefined) return;
  inFlight.delete(message.id);
  clearTimeout(request.timer);
  if (message.kind === "inspected") request.resolve(message.inspection);
  else request.reject(new ItemError(message.category, message.message, message));
}
