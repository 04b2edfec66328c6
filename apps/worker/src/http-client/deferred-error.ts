/**
 * A request that has to be sent later. Its job goes back into the queue with a delay: a wait holds no slot, and it
 * does not count as an attempt.
 */
export class DeferredError extends Error {
  readonly delayMs: number | undefined;

  /** @param delayMs undefined where it is not known when there is room; the queue chooses a growing delay then */
  constructor(delayMs?: number) {
    super("The request has to be sent later.");
    this.name = "DeferredError";
    this.delayMs = delayMs;
  }
}
