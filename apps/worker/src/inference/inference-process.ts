import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { CascadeError } from "../cascade/cascade-error.ts";
import { ItemError } from "../item-error.ts";
import type { Inspection, InferenceMessage, InspectRequest, InferenceSettings } from "./protocol.ts";

/** The judge's process ended while it had an image in hand. Whether that image was the reason is not known. */
export class InferenceProcessExitedError extends Error {
  /** This image was given up because its time was over. */
  readonly timedOut: boolean;

  constructor(message: string, timedOut: boolean) {
    super(message);
    this.name = "ChildDied";
    this.timedOut = timedOut;
  }
}

/** One life of the judge's process, from start to exit. */
export interface InferenceProcess {
  pid: number;
  brand: string;
  stageNames: readonly string[];
  fingerprint: string;
  /** Settles once the process is gone and every image in hand has been rejected. */
  exited: Promise<void>;
  /** @throws {Unjudgeable} what the process said @throws {ChildDied} when it ended or took too long, and was ended */
  inspect(request: Omit<InspectRequest, "id">): Promise<Inspection>;
  /** Lets the process go, and ends it when it is still there after the deadline. */
  close(deadlineMs: number): Promise<void>;
}

export interface InferenceProcessOptions extends InferenceSettings {
  /** The bundled module that serves. */
  entry: string;
  timeoutMs: number;
  startTimeoutMs: number;
}

/** As every process of the product is run (`tools/node-flags.mjs`). */
const NODE_FLAGS = ["--enable-source-maps", "--initial-old-space-size=64"];

interface InHand {
  resolve: (judgement: Inspection) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
  timedOut: boolean;
}

/**
 * Starts the process and waits until its models are loaded and warm.
 *
 * @throws {CascadeError} when the models cannot be used
 * @throws {Error} when the process ends or stays silent instead
 */
export async function startInferenceProcess(options: InferenceProcessOptions): Promise<InferenceProcess> {
  const { entry, timeoutMs, startTimeoutMs, modelsDir, confidenceThreshold, maxPixels, maxFileBytes, providers } =
    options;
  const settings: InferenceSettings = { modelsDir, confidenceThreshold, maxPixels, maxFileBytes, providers };
  const child = fork(entry, [JSON.stringify(settings)], { execArgv: NODE_FLAGS });
  // Whatever else goes wrong with a process ends in its exit, which is what everybody here waits for.
  child.on("error", () => {});
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { brand, stageNames, fingerprint } = await firstWord(child, startTimeoutMs);

  const inHand = new Map<number, InHand>();
  child.on("message", (message: InferenceMessage) => settle(inHand, message));
  child.once("exit", (code, signal) => {
    for (const { reject, timer, timedOut } of inHand.values()) {
      clearTimeout(timer);
      reject(
        new InferenceProcessExitedError(`The judge's process ended with ${signal ?? `exit code ${code}`}.`, timedOut),
      );
    }
    inHand.clear();
  });

  let lastId = 0;
  return {
    pid: child.pid!,
    brand,
    stageNames,
    fingerprint,
    exited,
    inspect: (asked) =>
      new Promise((resolve, reject) => {
        if (!child.connected) {
          child.kill("SIGKILL");
          return reject(new InferenceProcessExitedError("The judge's process has gone away.", false));
        }
        const request: InspectRequest = { id: (lastId += 1), ...asked };
        const timer = setTimeout(() => {
          inHand.get(request.id)!.timedOut = true;
          child.kill("SIGKILL");
        }, timeoutMs);
        inHand.set(request.id, { resolve, reject, timer, timedOut: false });
        // A message that cannot be sent needs no handling of its own: the process is ending, and its exit says so.
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

async function firstWord(child: ChildProcess, startTimeoutMs: number): Promise<Ready> {
  const given = AbortSignal.timeout(startTimeoutMs);
  const over = new AbortController();
  const signal = AbortSignal.any([given, over.signal]);
  const said = once(child, "message", { signal }).then(([message]) => message as InferenceMessage);
  const ended = once(child, "exit", { signal }).then(([code, by]) => {
    throw new Error(`The judge's process ended with ${by ?? `exit code ${code}`} while it started.`);
  });
  try {
    const message = await Promise.race([said, ended]);
    if (message.kind === "ready") return message;
    throw message.kind === "unusable"
      ? new CascadeError(message.message)
      : new Error("The judge's process spoke out of turn.");
  } catch (error) {
    child.kill("SIGKILL");
    throw given.aborted
      ? new Error(`The judge's process was not ready after ${startTimeoutMs} ms.`, { cause: error })
      : error;
  } finally {
    over.abort();
    await Promise.allSettled([said, ended]);
  }
}

function settle(inHand: Map<number, InHand>, message: InferenceMessage): void {
  if (message.kind !== "judged" && message.kind !== "unjudgeable") return;
  const waiting = inHand.get(message.id);
  if (waiting === undefined) return;
  inHand.delete(message.id);
  clearTimeout(waiting.timer);
  if (message.kind === "judged") waiting.resolve(message.judgement);
  else waiting.reject(new ItemError(message.category, message.message, message));
}
