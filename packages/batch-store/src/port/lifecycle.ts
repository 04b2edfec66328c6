import type { BatchId, Verdict } from "@symphony/contract";
import type { Damage } from "../doctor/damage.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { Control } from "../state/control-schema.ts";
import type { Final } from "../state/final.ts";
import type { Corrections } from "../state/run-record.ts";

/** The next run of a finished batch. */
export interface NewRun {
  run: number;
  /** Items to do in this run. */
  seqs: number[] | "all";
  /** Progress events of all runs before. */
  eventsBefore: number;
  /** Replaces the threshold of every stage from this run on. */
  threshold?: number | undefined;
  /** Files that replace those of the items of this run, and who sent them. */
  corrections?: Corrections | undefined;
}

/** The state of a batch by its results. */
export interface BatchProgress {
  status: Control["status"];
  /** By `seq`, of the items that are done in the newest run or do not belong to it. */
  verdicts: Map<number, Verdict>;
  /** Progress events that these results stand for, those of earlier runs included. */
  events: number;
  /** When the newest run started. */
  startedAt: string;
}

/** A run as it is shown. */
export interface RunSummary {
  run: number;
  started_at: string | null;
  threshold: number | null;
  items: number;
  /** Items that got a corrected file. */
  corrected: number;
  final: Final | undefined;
}

/** How long batches are kept. */
export interface RetentionRules {
  /** Hours a finished batch is kept. */
  finishedHours: number;
  /** Hours an unfinished batch is kept after its last progress. */
  pendingHours: number;
  /** A pause between two calls of `expire` that is longer than this is an outage, and does not count as waiting. */
  outageMs?: number | undefined;
  /** Days that the audit log is kept; without it nothing of the log is removed. */
  auditDays?: number | undefined;
}

export interface ExpiryReport {
  removed: BatchManifest[];
  /** Runs unfinished for too long: their remaining items are to be failed first; removal comes later. */
  expired: Array<{ manifest: BatchManifest; run: number }>;
  /** Batches that could not be looked at or removed. They hold up no others. */
  failed: Array<{ batchId: BatchId; error: unknown }>;
  /** What else could not be tidied up. It holds up nothing either. */
  errors: unknown[];
}

/**
 * Removals of batches that somebody may work on. A removal is noted first, and any process finishes what another one
 * began:
 *
 *   begin ──► stop the work ──► carryOut ──► forget the counters ──► end, once no late worker can put anything back
 */
export interface Removals {
  /**
   * Notes durably that a batch is to be removed.
   *
   * @param expired how the batch ended, where it is removed for its age: the caller looks once more whether it is
   * pinned or was started again, and ends the removal of one that is; others do so when it died
   */
  begin(manifest: BatchManifest, expired?: Pick<Final, "completed_at">): Promise<void>;
  has(batchId: BatchId): Promise<boolean>;
  /** Makes the batch invisible; its bytes go with `emptyTrash`. @returns whether anything of it was there */
  carryOut(manifest: BatchManifest): Promise<boolean>;
  /** Removals that were begun and have not ended. `isOver`: nobody puts anything back any more. */
  due(): AsyncGenerator<{ manifest: BatchManifest; isOver: boolean }>;
  end(batchId: BatchId): Promise<void>;
  /** Removes the bytes of what was made invisible, by any process. */
  emptyTrash(): Promise<void>;
}

/**
 * Finds what contradicts itself in the ledger: bytes that are gone, damaged records, what was derived and disagrees.
 * It changes nothing, unless it is told to repair what the rest of the ledger determines.
 */
export interface Doctor {
  /** What belongs to no batch. */
  examineStore(repair?: boolean): Promise<Damage[]>;
  /** Reads all results of a batch. One that is changed or removed meanwhile has no damage. */
  examineBatch(batchId: BatchId, repair?: boolean): Promise<Damage[]>;
}
