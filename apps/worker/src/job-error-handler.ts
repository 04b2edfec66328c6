import type { Logger } from "@symphony/service";
import { RetryLaterError } from "./chunk/process-chunk.ts";
import { exitOnLostWrite } from "./lost-write.ts";
import { DeliveryError } from "./webhook/delivery-error.ts";

/** Failures that are part of normal work: the queue retries the job, and nobody needs to look. */
const isExpected = (error: unknown): boolean => error instanceof RetryLaterError || error instanceof DeliveryError;

/** Wraps job handlers: reports what they throw, and ends the process when the store may have lost a write. */
export function createJobErrorHandler(logger: Logger, onError: (error: unknown) => void) {
  return <A extends unknown[], R>(handle: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      handle(...args).catch((error: unknown) => {
        exitOnLostWrite(error, logger);
        if (!isExpected(error)) onError(error);
        throw error;
      });
}
