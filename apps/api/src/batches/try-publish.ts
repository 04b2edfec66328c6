import type { BatchId } from "@symphony/contract";
import { withDeadline } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";

/** How long a request waits for Redis. The ledger has the change already, and recovery enqueues what is missing. */
const PUBLISH_WAIT_MS = 2_000;

/** Passes a change of a batch on to Redis. A failure is only logged: workers find the change in the ledger. */
export async function tryPublish({ logger }: ApiDeps, batchId: BatchId, publish: () => Promise<void>): Promise<void> {
  try {
    await withDeadline(PUBLISH_WAIT_MS, publish());
  } catch (error) {
    logger.warn({ err: error, batch: batchId }, "batch:not published yet");
  }
}
