import { changeSchedule } from "@symphony/batch-store";
import type { KnownSchedule, ScheduleInFlight, ScheduleRecord, SourceRecords } from "@symphony/batch-store";

/** Signs of life within the time after which others go on with a run. */
const BEATS_PER_LEASE = 4;

/** Another worker has the run, or the schedule was removed. */
export class RunLost extends Error {
  override name = "RunLost";
}

/** A run that this worker has. */
export interface HeldRun {
  id: string;
  run: ScheduleInFlight;
  /** Aborts when the run is lost, or the worker stops. */
  signal: AbortSignal;
  /** Changes the record while this worker has the run. @throws {RunLost} */
  change(change: (record: ScheduleRecord, run: ScheduleInFlight) => ScheduleRecord): Promise<KnownSchedule>;
}

/**
 * Does a step of a run, and says meanwhile that this worker lives. Others measure with their own clocks how long a
 * record stays the same: clocks of several machines are not compared.
 */
export async function withLease(
  sources: SourceRecords,
  { id, run, signal: stopping }: Pick<HeldRun, "id" | "run" | "signal">,
  leaseMs: number,
  step: (held: HeldRun) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const change: HeldRun["change"] = async (next) => {
    const changed = await changeSchedule(sources, id, (record) =>
      record.run?.claimed_id === run.claimed_id && record.run.by === run.by ? next(record, record.run) : undefined,
    );
    if (changed === undefined) throw new RunLost("The run is no longer this worker's.");
    return changed;
  };
  const beat = (): void =>
    void change((record, current) => ({ ...record, run: { ...current, beat: current.beat + 1 } })).catch(
      (error: unknown) => error instanceof RunLost && lost.abort(error),
    );
  const timer = setInterval(beat, leaseMs / BEATS_PER_LEASE);
  try {
    await step({ id, run, signal: AbortSignal.any([stopping, lost.signal]), change });
  } finally {
    clearInterval(timer);
  }
}
