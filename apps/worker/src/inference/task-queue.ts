import { ItemError } from "../item-error.ts";
import type { InferenceProcessExitedError } from "./inference-process.ts";
import type { Inspection, InspectRequest } from "./protocol.ts";

/** An image to inspect. */
export interface Task {
  request: Omit<InspectRequest, "id">;
  resolve: (inspection: Inspection) => void;
  reject: (error: Error) => void;
  /** Whether it was in flight when a process exited, and therefore has to run alone. */
  isQuarantined: boolean;
  crashesInIsolation: number;
}

const CRASHES_IN_ISOLATION_MAX = 2;
/** Callers wait for their results, so a queue longer than a few chunks means that one does not. */
const QUEUE_MAX = 1_000;

/**
 * Images that wait for the process, and the order in which they run.
 *
 * An exit of the process does not tell which image caused it. All images that were in flight are quarantined: they run
 * before the others and one at a time. Most of them succeed then. One that crashes the process twice in isolation
 * fails with `decoder_crashed`.
 */
export class TaskQueue {
  readonly #inFlightMax: number;
  readonly #waiting: Task[] = [];
  readonly #quarantined: Task[] = [];

  /** @param inFlightMax images in the process at a time */
  constructor(inFlightMax: number) {
    this.#inFlightMax = inFlightMax;
  }

  get hasQuarantined(): boolean {
    return this.#quarantined.length > 0;
  }

  /** @throws {ItemError} when the queue is full */
  add(task: Pick<Task, "request" | "resolve" | "reject">): void {
    if (this.#waiting.length >= QUEUE_MAX)
      throw new ItemError("internal", "Too many images wait for inspection.", { transient: true });
    this.#waiting.push({ ...task, isQuarantined: false, crashesInIsolation: 0 });
  }

  /** Takes the next image that may run beside so many others. */
  next(inFlight: number): Task | undefined {
    if (this.hasQuarantined) return inFlight === 0 ? this.#quarantined.shift() : undefined;
    return inFlight < this.#inFlightMax ? this.#waiting.shift() : undefined;
  }

  /** Quarantines an image after a crash of the process, or rejects it when it crashes in isolation. */
  handleCrash(task: Task, cause: InferenceProcessExitedError): void {
    if (task.isQuarantined) task.crashesInIsolation += 1;
    if (task.isQuarantined && cause.timedOut) {
      task.reject(new ItemError("judging_timeout", "Inspecting the image took too long, even by itself.", { cause }));
    } else if (task.crashesInIsolation >= CRASHES_IN_ISOLATION_MAX) {
      task.reject(new ItemError("decoder_crashed", "Reading the image crashes the decoder.", { cause }));
    } else this.#quarantined.push({ ...task, isQuarantined: true });
  }

  rejectAll(reason: Error): void {
    for (const task of [...this.#quarantined.splice(0), ...this.#waiting.splice(0)]) task.reject(reason);
  }
}
