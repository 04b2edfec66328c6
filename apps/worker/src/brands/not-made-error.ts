/** Why an estimate or a lesson of a brand is not made: another try would end the same way. */
export class NotMadeError extends Error {
  override name = "NotMadeError";
}
