/** The cascade cannot be used as it is configured. The message names the stage and the reason, for the operator. */
export class CascadeError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CascadeError";
  }
}
