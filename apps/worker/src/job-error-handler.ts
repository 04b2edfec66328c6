import { SyncError } from "@symphony/batch-store";
import type { Logger } from "@symphony/service";
import { RetryLaterError } from "./chunk/process-chunk.ts";
import { DeliveryError } from "./webhook/send-webhook.ts";

/** Failures that are part of the work: the queue tries again, and nobody needs to look. */
const isExpected = (error: unknown): boolean => error instanceof RetryLaterError || error instanceof DeliveryError;

/** Wraps job handlers so that what they throw is seen, and that a disk which loses what is written ends the process. */
export function createJobErrorHandler(logger: Logger, onError: (error: unknown) => void) {
  return <A extends unknown[], R>(handle: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      handle(...args).catch((error: unknown) => {
        if (error instanceof SyncError) {
          // Trying the job again would ask the same disk to sync the same bytes, and it would say yes.
          logger.fatal({ err: error }, "worker:the disk does not keep what is written");
          process.exit(1);
        }
        if (!isExpected(error)) onError(error);
        throw error;
      });
}
