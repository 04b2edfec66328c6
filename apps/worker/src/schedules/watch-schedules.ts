import { decodeSchedule, readSchedule, StoreError } from "@symphony/batch-store";
import type { BatchStore, KnownSchedule, ScheduleInFlight } from "@symphony/batch-store";
import { ObjectStorageError } from "@symphony/object-storage";
import { pause } from "@symphony/service";
import { DeferredError } from "../http-client/deferred-error.ts";
import { FetchError } from "../http-client/fetch-error.ts";
import { exitOnLostWrite } from "../lost-write.ts";
import { claimRun } from "./claim-run.ts";
import { failed, removeSnapshots } from "./end-run.ts";
import { finishRun, isOver } from "./finish-run.ts";
import { RunLost, withLease } from "./lease.ts";
import type { HeldRun } from "./lease.ts";
import { listRun } from "./list-run.ts";
import type { ListDeps } from "./list-run.ts";
import { sendAlarm } from "./send-alarm.ts";
import type { AlarmDeps } from "./send-alarm.ts";
import { SourceError } from "./source-error.ts";

/** A removed schedule leaves its record for this long; by then every worker has read that it is removed. */
const REMOVED_KEPT_MS = 3_600_000;

export interface ScheduleDeps extends ListDeps {
  store: BatchStore;
  alarm: AlarmDeps;
  workerId: string;
  everyMs: number;
  leaseMs: number;
}

/** When a record was last seen to change. */
export type Sightings = Map<string, { version: number; since: number }>;

/**
 * Runs what is due, one schedule after the other. Every worker does; a run belongs to the one that wrote its record, and
 * is taken over when that one gives no sign of life.
 */
export function watchSchedules(deps: ScheduleDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const sightings: Sightings = new Map();
  const look = async (): Promise<void> => {
    const ids = new Set<string>();
    for await (const id of deps.store.sources.list("schedules")) {
      if (stopping.signal.aborted) return;
      ids.add(id);
      await runIfDue(deps, sightings, id, stopping.signal).catch((err: unknown) => {
        exitOnLostWrite(err, deps.logger);
        if (!(err instanceof RunLost) && !stopping.signal.aborted)
          deps.logger.warn({ err, schedule: id }, "schedule:not run");
      });
    }
    for (const id of sightings.keys()) if (!ids.has(id)) sightings.delete(id);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look().catch((err: unknown) => deps.logger.warn({ err }, "schedules:not looked at"));
      await pause(deps.everyMs, stopping.signal);
    }
  };
  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/** Takes the next step of a schedule, if there is one and it is this worker's to take. */
export async function runIfDue(
  deps: ScheduleDeps,
  sightings: Sightings,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { sources } = deps.store;
  const record = await readSchedule(sources, id);
  if (record === undefined) return forget(deps, id);
  const seen = sightings.get(id);
  const since = seen?.version === record.version ? seen.since : performance.now();
  sightings.set(id, { version: record.version, since });
  const isOthers = record.run !== null && record.run.by !== deps.workerId;
  if (isOthers && performance.now() - since < deps.leaseMs) return;
  if (record.run !== null && !(await isReady(deps, record.run))) return;
  const run = await claimRun(sources, id, record, deps.workerId);
  if (run !== undefined)
    await withLease(sources, { id, run, signal }, deps.leaseMs, (held) => step(deps, held, record));
}

/** A batch that is being checked, and a pause before the next try, need no worker. */
async function isReady({ store }: ScheduleDeps, run: ScheduleInFlight): Promise<boolean> {
  if (run.state === "checking") return isOver(store, run);
  return run.retry_at === null || Date.parse(run.retry_at) <= Date.now();
}

async function step(deps: ScheduleDeps, held: HeldRun, record: KnownSchedule): Promise<void> {
  if (held.run.state === "checking") return finishRun(deps.store, held);
  if (held.run.state === "alarming") {
    await sendAlarm(deps.alarm, held, record);
    // Again: a worker that took the verdicts may have died before it.
    return removeSnapshots(deps.store.sources, held.id, record.snapshot);
  }
  try {
    await listRun(deps, held);
  } catch (error) {
    const sentence = held.signal.aborted || error instanceof RunLost ? undefined : sentenceOf(error);
    // A batch that was made is gone on with.
    if (sentence === undefined || (await deps.store.manifest(held.run.claimed_id)) !== undefined) throw error;
    deps.logger.warn({ err: error, schedule: held.id }, "schedule:source not read");
    await held.change((current, run) => failed(current, run, sentence));
  }
}

/** Why the source cannot be checked; undefined while the store is away, which is waited for. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof DeferredError) return "The server asks to be left alone for a while.";
  if (error instanceof DOMException && error.name === "TimeoutError")
    return "The source was not listed within an hour.";
  if (error instanceof SourceError || error instanceof FetchError || error instanceof ObjectStorageError)
    return error.message;
  if (error instanceof StoreError) return error.code === "full" ? error.message : undefined;
  return "The source could not be checked for a fault that the logs of the workers name.";
}

/** Removes what a removed schedule left. */
async function forget({ store }: ScheduleDeps, id: string): Promise<void> {
  const found = await store.sources.read("schedules", id);
  const removedAt = found === undefined ? null : decodeSchedule(found.value).removed_at;
  if (removedAt === null || Date.now() - Date.parse(removedAt) < REMOVED_KEPT_MS) return;
  await removeSnapshots(store.sources, id, null);
  await store.sources.remove("schedules", id);
}
