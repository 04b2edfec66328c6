import type { BatchManifest, RunSummary, StoredRecord } from "@symphony/batch-store";
import type { BatchId, BatchRecord, Run } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { batchNotFound } from "../batch-ids.ts";
import { readStatus } from "../batch-status.ts";
import { readNotifications } from "./read-notifications.ts";

const HOUR_MS = 3_600_000;
const NOTHING_SAID: StoredRecord = { title: null, supplier: null, note: null, pinned: false, version: 0 };

/** What is known of a batch beside its results. @throws {Problem} `batch_not_found` */
export async function readBatchRecord(deps: ApiDeps, batchId: BatchId): Promise<BatchRecord> {
  const status = await readStatus(deps, batchId);
  const manifest = await deps.store.manifest(batchId);
  const { batch_id, created_at, completed_at } = status;
  const facts = { batch_id, status: status.status, created_at, completed_at };
  if (manifest === undefined) {
    const draft = await deps.store.drafts.read(batchId);
    if (draft === undefined) throw batchNotFound(batchId);
    const said = { ...NOTHING_SAID, title: draft.title ?? null, supplier: draft.supplier ?? null };
    return {
      ...facts,
      ...said,
      kept_until: null,
      thresholds: {},
      model: null,
      runs: [],
      notifications: { mail: null, webhook: null },
    };
  }
  return { ...facts, ...(await readDetails(deps, manifest, completed_at)) };
}

async function readDetails({ store, config }: ApiDeps, manifest: BatchManifest, completedAt: string | null) {
  const [record, runs] = [await store.records.read(manifest.batch_id), await store.runs(manifest)];
  if (record === undefined) throw batchNotFound(manifest.batch_id);
  const finals = runs.flatMap(({ final }) => final ?? []);
  const kept = completedAt !== null && !record.pinned;
  return {
    ...record,
    kept_until: kept ? new Date(Date.parse(completedAt) + config.CLEANUP_AFTER_HOURS * HOUR_MS).toISOString() : null,
    thresholds: finals.at(-1)?.thresholds ?? {},
    model: finals.at(-1)?.model ?? null,
    runs: runs.map(runOf),
    notifications: await readNotifications(store, manifest),
    ...(manifest.trial_of === undefined ? {} : { trial_of: manifest.trial_of }),
  };
}

const runOf = ({ final, ...run }: RunSummary): Run => ({
  ...run,
  thresholds: final?.thresholds ?? {},
  completed_at: final?.completed_at ?? null,
  counts: final?.counts ?? null,
  changed: final?.changed ?? null,
  model: final?.model ?? null,
});
