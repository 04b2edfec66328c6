/** The cascade cannot be used as it is configured. The message is for the operator: it names the stage and the reason. */
export class CascadeError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CascadeError";
  }
}
