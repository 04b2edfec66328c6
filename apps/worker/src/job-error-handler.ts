import { StoreError } from "@symphony/batch-store";
import type { Logger } from "@symphony/service";
import { RetryLaterError } from "./chunk/process-chunk.ts";
import { DeliveryError } from "./webhook/delivery-error.ts";

/** Failures that are part of normal work: the queue retries the job, and nobody needs to look. */
const isExpected = (error: unknown): boolean => error instanceof RetryLaterError || error instanceof DeliveryError;

/** Wraps job handlers: reports what they throw, and ends the process when the store may have lost a write. */
export function createJobErrorHandler(logger: Logger, onError: (error: unknown) => void) {
  return <A extends unknown[], R>(handle: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      handle(...args).catch((error: unknown) => {
        if (error instanceof StoreError && error.code === "not_durable") {
          // A retry would sync the same bytes to the same disk, which would report success.
          logger.fatal({ err: error }, "store:failed");
          process.exit(1);
        }
        if (!isExpected(error)) onError(error);
        throw error;
      });
}
