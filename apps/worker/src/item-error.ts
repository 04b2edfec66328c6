import type { ErrorCategory } from "@symphony/contract";

/**
 * An image that cannot be judged. The message is a plain sentence for the person who sent the image.
 * `transient` tells whether another try may end differently: a full memory passes, a torn file does not.
 */
export class ItemError extends Error {
  readonly category: ErrorCategory;
  readonly transient: boolean;

  constructor(category: ErrorCategory, message: string, options: { transient?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "Unjudgeable";
    this.category = category;
    this.transient = options.transient ?? false;
  }
}
