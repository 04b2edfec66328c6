import type { BatchManifest, BatchStore, ScheduleInFlight, ScheduleRecord } from "@symphony/batch-store";
import { ended, removeSnapshots, snapshotIdOf, wantsAlarm } from "./end-run.ts";
import { earlierShare, shareOf, verdictsOf } from "./find-changes.ts";
import type { HeldRun } from "./lease.ts";
import { keyOf, readSnapshot, writeSnapshot } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** Of fewer images a share says nothing. */
const ALARM_MIN_IMAGES = 5;
const DELETED = "The batch of this run was deleted before its images were checked; the next run checks them.";

/** Whether the batch of a run has come to its end, or is gone. */
export async function isOver(store: BatchStore, { batch_id }: ScheduleInFlight): Promise<boolean> {
  if (batch_id === null) return true;
  return (await store.final(batch_id)) !== undefined || (await store.manifest(batch_id)) === undefined;
}

/** Takes the verdicts of the batch into the snapshot, compares them with those before, and ends the run. */
export async function finishRun(store: BatchStore, held: HeldRun): Promise<void> {
  const { batch_id: batchId, attempt } = held.run;
  const id = snapshotIdOf(held.id, attempt);
  const manifest = batchId === null ? undefined : await store.manifest(batchId);
  if (manifest === undefined) await held.change((record, run) => ended(record, { ...run, error: DELETED }, id));
  else {
    const found = await compare(store, id, manifest);
    await held.change((record, run) => {
      const compared = { ...run, ...found.facts };
      if (!hasJumped(record, found) || !wantsAlarm(record)) return ended(record, compared, id);
      return { ...record, snapshot: id, run: { ...compared, state: "alarming", alarm: "due" } };
    });
  }
  await removeSnapshots(store.sources, held.id, id);
}

type Found = Awaited<ReturnType<typeof compare>>;

async function compare(store: BatchStore, id: string, manifest: BatchManifest) {
  const { version, snapshot, images } = await readSnapshot(store.sources, id);
  const checked = await takeVerdicts(store, manifest, snapshot);
  // After a crash the second version is there, with the same verdicts.
  if (version === 1) await writeSnapshot(store.sources, id, version, { snapshot, images });
  const verdicts = verdictsOf(snapshot, checked);
  const { known, share } = earlierShare(snapshot);
  const invalid_share = shareOf(verdicts.valid, verdicts.invalid);
  return { known, facts: { verdicts, invalid_share, earlier_share: share } };
}

async function takeVerdicts(store: BatchStore, manifest: BatchManifest, snapshot: Snapshot): Promise<Set<string>> {
  const checked = new Set<string>();
  for await (const { result } of store.eachResult(manifest)) {
    const key = keyOf(result.Image_Path_or_URL);
    const entry = snapshot.get(key);
    if (entry === undefined) continue;
    entry.now = result.Is_Valid;
    checked.add(key);
  }
  return checked;
}

function hasJumped({ alarm }: ScheduleRecord, { known, facts }: Found): boolean {
  const { verdicts, invalid_share: now, earlier_share: before } = facts;
  const enough = known >= ALARM_MIN_IMAGES && verdicts.valid + verdicts.invalid >= ALARM_MIN_IMAGES;
  return enough && now !== null && before !== null && now - before >= alarm.rise;
}
