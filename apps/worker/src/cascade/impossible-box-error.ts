/** A model's output cannot be what its layout says. The message says why, without a full stop. */
export class ImpossibleBoxError extends Error {}
