import { setTimeout as sleep } from "node:timers/promises";
import type { InstalledBrand } from "../brands/installed-brands.ts";
import { InferenceProcessExitedError, startInferenceProcess } from "./inference-process.ts";
import type { InferenceProcess, InferenceProcessOptions } from "./inference-process.ts";
import type { InferenceSettings, Inspection, InspectRequest } from "./protocol.ts";
import { restartProcess } from "./restart-process.ts";
import { TaskQueue } from "./task-queue.ts";
import type { Task } from "./task-queue.ts";

/** No image can be inspected any more: the process does not start again, or the inspector was closed. */
export class InspectorStoppedError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "InspectorStoppedError";
  }
}

export interface InspectorOptions extends InferenceSettings {
  /** The bundled `inference-child.js`. */
  entry: string;
  /** For one image, including the time it waits for another one in the process. */
  timeoutMs: number;
  /** Images in the process at a time: the next one is decoded while a model runs. */
  inFlight?: number;
  startTimeoutMs?: number;
  /** Gets each line that the inference process prints. */
  onOutput?: (line: string) => void;
}

export type InspectOptions = Pick<InspectRequest, "threshold" | "withoutEvidence" | "brands">;

export interface Inspector {
  brand: string;
  stageNames: readonly string[];
  /** Digest of everything that determines a verdict besides the image. May change when the process is restarted. */
  fingerprint: string;
  /** Brands whose cascades are among the models, that of the installation first. May change like the fingerprint. */
  installed: readonly InstalledBrand[];
  /** Of the current process; changes when the process is restarted. */
  pid: number;
  /**
   * Inspects one image file. Calls beyond `inFlight` wait in order.
   *
   * @param options a threshold that replaces those of all stages
   * @throws {ItemError} when this image cannot be inspected
   * @throws {InspectorStoppedError} when no image can be inspected
   */
  inspect(path: string, options?: InspectOptions): Promise<Inspection>;
  /** Calls the listener once, when the inspector has stopped for good without being closed. */
  onFatal(listener: (error: InspectorStoppedError) => void): void;
  /** Waits for the images in flight until the deadline, and ends the process. */
  close(deadlineMs?: number): Promise<void>;
}

const IN_FLIGHT_DEFAULT = 2;
const START_TIMEOUT_MS_DEFAULT = 60_000;
const CLOSE_DEADLINE_MS_DEFAULT = 5_000;

/**
 * Inspects images in a process of its own: a model blocks its thread, and native code may crash.
 *
 * @throws {CascadeError} when the models cannot be used
 */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const processOptions = { startTimeoutMs: START_TIMEOUT_MS_DEFAULT, ...options };
  const child = await startInferenceProcess(processOptions);
  return new ProcessInspector(child, processOptions, options.inFlight ?? IN_FLIGHT_DEFAULT);
}

type State = "running" | "restarting" | "stopped";

/**
 *   running ──process exits──► restarting ──process ready──► running
 *      │                           │
 *      └──close()──► stopped ◄─────┴── all starts fail, or close()
 *
 * - running: up to `inFlight` images are in the process, or one quarantined image alone.
 * - restarting: images wait. Those that were in flight are quarantined.
 * - stopped: for good. All waiting and new images are rejected.
 */
class ProcessInspector implements Inspector {
  readonly #options: InferenceProcessOptions;
  readonly #queue: TaskQueue;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #fatalListeners: ((error: InspectorStoppedError) => void)[] = [];
  #child: InferenceProcess;
  #state: State = "running";
  #stopReason: InspectorStoppedError | undefined;
  #fatal: InspectorStoppedError | undefined;
  /** Exits with no image in flight since the last result: no image caused these. */
  #idleExits = 0;

  constructor(child: InferenceProcess, options: InferenceProcessOptions, inFlightMax: number) {
    this.#options = options;
    this.#queue = new TaskQueue(inFlightMax);
    this.#child = child;
    this.#watch(child);
  }

  get brand(): string {
    return this.#child.brand;
  }

  get stageNames(): readonly string[] {
    return this.#child.stageNames;
  }

  get fingerprint(): string {
    return this.#child.fingerprint;
  }

  get installed(): readonly InstalledBrand[] {
    return this.#child.installed;
  }

  get pid(): number {
    return this.#child.pid;
  }

  inspect(path: string, options: InspectOptions = {}): Promise<Inspection> {
    return new Promise((resolve, reject) => {
      if (this.#stopReason !== undefined) return reject(this.#stopReason);
      this.#queue.add({ request: { path, ...options }, resolve, reject });
      this.#startNext();
    });
  }

  onFatal(listener: (error: InspectorStoppedError) => void): void {
    if (this.#fatal !== undefined) listener(this.#fatal);
    this.#fatalListeners.push(listener);
  }

  async close(deadlineMs = CLOSE_DEADLINE_MS_DEFAULT): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    this.#stop(new InspectorStoppedError("The inspector is closed."));
    await Promise.race([Promise.all(this.#inFlight), sleep(deadlineMs, undefined, { ref: false })]);
    await this.#child.close(Math.max(0, deadline - Date.now()));
  }

  /** Sends images to the process as long as they may run beside those in flight. */
  #startNext(): void {
    while (this.#state === "running") {
      const task = this.#queue.next(this.#inFlight.size);
      if (task === undefined) return;
      const run = this.#run(task).then(() => {
        this.#inFlight.delete(run);
        this.#startNext();
      });
      this.#inFlight.add(run);
    }
  }

  async #run(task: Task): Promise<void> {
    try {
      task.resolve(await this.#child.inspect(task.request));
      this.#idleExits = 0;
    } catch (error) {
      if (!(error instanceof InferenceProcessExitedError)) return task.reject(error as Error);
      if (this.#stopReason !== undefined) return task.reject(this.#stopReason);
      this.#enter("restarting");
      this.#queue.handleCrash(task, error);
    }
  }

  #watch(child: InferenceProcess): void {
    void child.exited.then(() => this.#restart());
  }

  /** Runs after every exit of the process. */
  async #restart(): Promise<void> {
    if (this.#stopReason !== undefined) return;
    this.#enter("restarting");
    if (this.#inFlight.size === 0 && !this.#queue.hasQuarantined) this.#idleExits += 1;
    const isWanted = (): boolean => this.#stopReason === undefined;
    try {
      const child = await restartProcess(() => startInferenceProcess(this.#options), this.#idleExits, isWanted);
      if (child === undefined) return;
      if (!isWanted()) return await child.close(0);
      this.#child = child;
      this.#watch(child);
      this.#enter("running");
      this.#startNext();
    } catch (cause) {
      const reason = new InspectorStoppedError("The inference process cannot be started again.", { cause });
      if (!this.#stop(reason)) return;
      this.#fatal = reason;
      for (const listener of this.#fatalListeners) listener(reason);
    }
  }

  /** @returns false when it was stopped before */
  #stop(reason: InspectorStoppedError): boolean {
    if (this.#stopReason !== undefined) return false;
    this.#stopReason = reason;
    this.#enter("stopped");
    this.#queue.rejectAll(reason);
    return true;
  }

  /** The only place that changes the state; `stopped` is final. */
  #enter(state: State): void {
    if (this.#state !== "stopped") this.#state = state;
  }
}
