import { setTimeout as sleep } from "node:timers/promises";
import { CascadeError } from "../cascade/cascade-error.ts";
import { ItemError } from "../item-error.ts";
import type { Inspection, InspectRequest, InferenceSettings } from "./protocol.ts";
import { InferenceProcessExitedError, startInferenceProcess } from "./inference-process.ts";
import type { InferenceProcess, InferenceProcessOptions } from "./inference-process.ts";

/** Images cannot be judged any more: the process does not start again, or the judge was closed. */
export class InspectorStoppedError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "JudgeStopped";
  }
}

export interface InspectorOptions extends InferenceSettings {
  /** The bundled `inference-child.js`. */
  entry: string;
  /** For one image, waiting behind its neighbour in the process included. */
  timeoutMs: number;
  /** Images given to the process at a time: the next is decoded while a model holds the present one. */
  inFlight?: number;
  startTimeoutMs?: number;
}

export type InspectOptions = Pick<InspectRequest, "thumbnail" | "threshold">;

export interface Inspector {
  brand: string;
  stageNames: readonly string[];
  /** Digest of all that decides what is said of an image; it may change when the process is started again. */
  fingerprint: string;
  /** Of the present process; it changes when the process is started again. */
  pid: number;
  /**
   * Judges one image file; calls beyond `inFlight` wait in order.
   *
   * @param options where to write a small JPEG of it; a threshold for every stage, in place of their own
   *
   * @throws {Unjudgeable} when this image cannot be judged
   * @throws {JudgeStopped} when no image can
   */
  inspect(path: string, options?: InspectOptions): Promise<Inspection>;
  /** Called once, when the judge has stopped for good by itself. */
  onFatal(listener: (error: InspectorStoppedError) => void): void;
  /** Lets the images in hand end within the deadline, and ends the process. */
  close(deadlineMs?: number): Promise<void>;
}

const IN_FLIGHT_DEFAULT = 2;
const START_TIMEOUT_MS_DEFAULT = 60_000;
const CLOSE_DEADLINE_MS_DEFAULT = 5_000;
const RESTARTS_MAX = 5;
const RESTART_DELAY_MS = 100;
const CRASHES_IN_ISOLATION_MAX = 2;
/** Callers hold a promise each; more of them than a few chunks means that somebody does not wait. */
const WAITING_MAX = 1_000;

interface Task {
  request: Omit<InspectRequest, "id">;
  resolve: (judgement: Inspection) => void;
  reject: (error: Error) => void;
  crashesInIsolation: number;
}

/**
 * Judges images in a process of its own: a model's run blocks its thread, and native code may crash.
 *
 *   serving ──the process dies──► restarting ──starts──► suspects ──none left──► serving
 *                                     ▲  │                  │
 *                                     │  └─5 failures──► stopped ◄──close── any
 *                                     └──────dies───────────┘
 *
 * serving: up to `inFlight` images run. restarting: none does. suspects: the images that were in hand when the
 * process died run alone, one after another, before anything else: the innocent get their answer, and one that
 * kills the process twice when alone is told `decoder_crashed`.
 *
 * @throws {CascadeError} when the models cannot be used
 */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const childOptions: InferenceProcessOptions = { startTimeoutMs: START_TIMEOUT_MS_DEFAULT, ...options };
  const supervisor = new Supervisor(childOptions, options.inFlight ?? IN_FLIGHT_DEFAULT);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements Inspector {
  readonly #options: InferenceProcessOptions;
  readonly #inFlight: number;
  readonly #waiting: Task[] = [];
  readonly #quarantined: Task[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #fatalListeners: ((error: InspectorStoppedError) => void)[] = [];
  #child!: InferenceProcess;
  #restarting = false;
  #stopped: InspectorStoppedError | undefined;
  /** Deaths with nothing in hand since the last answer: no image is to blame for these. */
  #idleDeaths = 0;

  constructor(options: InferenceProcessOptions, inFlight: number) {
    this.#options = options;
    this.#inFlight = inFlight;
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

  get pid(): number {
    return this.#child.pid;
  }

  async start(): Promise<void> {
    const child = await startInferenceProcess(this.#options);
    if (this.#stopped !== undefined) return child.close(0);
    this.#child = child;
    void child.exited.then(() => this.#restart());
  }

  inspect(path: string, options: InspectOptions = {}): Promise<Inspection> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) return reject(this.#stopped);
      if (this.#waiting.length >= WAITING_MAX) {
        return reject(new ItemError("internal", "Too many images wait to be judged.", { transient: true }));
      }
      this.#waiting.push({ request: { path, ...options }, resolve, reject, crashesInIsolation: 0 });
      this.#pump();
    });
  }

  onFatal(listener: (error: InspectorStoppedError) => void): void {
    this.#fatalListeners.push(listener);
  }

  async close(deadlineMs = CLOSE_DEADLINE_MS_DEFAULT): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    this.#stop(new InspectorStoppedError("The judge is closing."));
    await Promise.race([Promise.all(this.#running), sleep(deadlineMs, undefined, { ref: false })]);
    await this.#child.close(Math.max(0, deadline - Date.now()));
  }

  /** Gives the process what it may have: one suspect alone, or else as many images as fit. */
  #pump(): void {
    if (this.#restarting || this.#stopped !== undefined) return;
    if (this.#quarantined.length > 0) {
      if (this.#running.size === 0) this.#track(this.#run(this.#quarantined.shift()!, true));
      return;
    }
    while (this.#running.size < this.#inFlight && this.#waiting.length > 0) {
      this.#track(this.#run(this.#waiting.shift()!, false));
    }
  }

  #track(run: Promise<void>): void {
    this.#running.add(run);
    void run.then(() => {
      this.#running.delete(run);
      this.#pump();
    });
  }

  async #run(task: Task, alone: boolean): Promise<void> {
    try {
      task.resolve(await this.#child.inspect(task.request));
      this.#idleDeaths = 0;
    } catch (error) {
      if (error instanceof InferenceProcessExitedError) this.#afterDeath(task, alone, error);
      else task.reject(error as Error);
    }
  }

  #afterDeath(task: Task, alone: boolean, death: InferenceProcessExitedError): void {
    this.#restarting = this.#stopped === undefined;
    if (alone) task.crashesInIsolation += 1;
    if (this.#stopped !== undefined) task.reject(this.#stopped);
    else if (alone && death.timedOut) {
      task.reject(
        new ItemError("judging_timeout", "Judging the image took too long, also by itself.", { cause: death }),
      );
    } else if (task.crashesInIsolation >= CRASHES_IN_ISOLATION_MAX) {
      task.reject(new ItemError("decoder_crashed", "Reading the image crashes the decoder.", { cause: death }));
    } else this.#quarantined.push(task);
  }

  /** After every exit. The images in hand have become suspects by then, or have their answer. */
  async #restart(): Promise<void> {
    if (this.#stopped !== undefined) return;
    this.#restarting = true;
    if (this.#running.size === 0 && this.#quarantined.length === 0) this.#idleDeaths += 1;
    let failure: unknown = new Error("The judge's process keeps ending without an image in hand.");
    for (let attempt = this.#idleDeaths; attempt < RESTARTS_MAX; attempt += 1) {
      if (attempt > 0) await sleep(RESTART_DELAY_MS * 2 ** attempt);
      if (this.#stopped !== undefined) return;
      try {
        await this.start();
        this.#restarting = false;
        return this.#pump();
      } catch (error) {
        failure = error;
        if (error instanceof CascadeError) break;
      }
    }
    const stopped = new InspectorStoppedError("The judge's process cannot be started again.", { cause: failure });
    this.#stop(stopped);
    for (const listener of this.#fatalListeners) listener(stopped);
  }

  #stop(reason: InspectorStoppedError): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    for (const task of [...this.#quarantined.splice(0), ...this.#waiting.splice(0)]) task.reject(reason);
  }
}
