import type { ErrorCategory } from "@symphony/contract";

/**
 * An image that cannot be inspected. The message is a plain sentence for the person who sent the image.
 * `transient` says whether another attempt may succeed: lack of memory passes, a damaged file does not.
 */
export class ItemError extends Error {
  readonly category: ErrorCategory;
  readonly transient: boolean;

  constructor(category: ErrorCategory, message: string, options: { transient?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "ItemError";
    this.category = category;
    this.transient = options.transient ?? false;
  }
}
