/** A webhook was not delivered; thrown so that the queue retries it after a pause. */
export class DeliveryError extends Error {
  override name = "DeliveryError";
}
