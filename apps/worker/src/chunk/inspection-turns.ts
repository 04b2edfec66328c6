import type { BatchId } from "@symphony/contract";
import type { Lane } from "@symphony/messaging";
import { INSPECTIONS_IN_FLIGHT } from "../config.ts";
import { createTurns } from "./take-turns.ts";
import type { TakeTurns } from "./take-turns.ts";

type InspectionTurns = <T>(lane: Lane, batchId: BatchId, work: () => Promise<T>) => Promise<T>;

/**
 * Turns at the inference process: lanes alternate, and in each lane batches, so that an image of a small batch does not
 * wait for a chunk of a large one.
 */
export function createInspectionTurns(): InspectionTurns {
  const lanes = createTurns<Lane>(INSPECTIONS_IN_FLIGHT);
  const batches = (): TakeTurns<BatchId> => createTurns(INSPECTIONS_IN_FLIGHT);
  const byLane: Record<Lane, TakeTurns<BatchId>> = {
    files: batches(),
    urls: batches(),
    "single-files": batches(),
    "single-urls": batches(),
  };
  return (lane, batchId, work) => byLane[lane](batchId, () => lanes(lane, work));
}
