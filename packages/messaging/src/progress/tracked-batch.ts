import type { BatchId, ClientId, Counts, Result } from "@symphony/contract";

/** The part of a batch's manifest that queues and counters need. */
export interface TrackedBatch {
  batch_id: BatchId;
  client_id: ClientId | null;
  kind: "files" | "urls";
  chunk_size: number;
  total: number;
  created_at: string;
  accepted_at: string;
  /** The draft that it is a part of: its parts take their turns as one batch. */
  part_of?: BatchId | undefined;
  /** A single check: served first, and not listed as a batch. */
  single: boolean;
}

/** How the newest run of a batch ended. */
export interface FinishedRun {
  batch_id: BatchId;
  status: "completed" | "cancelled";
  counts: Counts;
  /** Progress events of all runs together. */
  events: number;
  started_at?: string | undefined;
  completed_at: string;
}

/** An item with a durable result. */
export interface FinishedItem {
  seq: number;
  processed_at: string;
  result: Pick<Result, "Image_Path_or_URL" | "Is_Valid">;
}
