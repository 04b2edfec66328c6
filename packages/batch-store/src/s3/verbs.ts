import { Readable } from "node:stream";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import type { Bucket } from "@symphony/object-storage";
import type { BatchManifest } from "../intake/manifest.ts";
import type { BatchStore, StoredFile } from "../port.ts";
import { createRounds } from "../rounds.ts";
import { StoreError } from "../store-error.ts";
import { KEYS } from "./base/keys.ts";
import type { ObjectLedger } from "./base/ledger.ts";
import { createObjectDoctor } from "./doctor/doctor.ts";
import { createObjectDrafts } from "./intake/drafts.ts";
import { createObjectItems, findItemName } from "./intake/items.ts";
import { createObjectPayloads } from "./intake/payloads.ts";
import { openStaging } from "./intake/staging.ts";
import { removeAbandoned } from "./intake/staging-mark.ts";
import { createObjectSubmissions } from "./intake/submissions.ts";
import { readBatchProgress } from "./lifecycle/batch-progress.ts";
import { createObjectExpiry } from "./lifecycle/expire.ts";
import { finishBatch, hasLeftovers, readFailedItems } from "./lifecycle/finish.ts";
import { createObjectRemovals, removeBatch } from "./lifecycle/removals.ts";
import { readRuns, startRun } from "./lifecycle/runs.ts";
import { createTouch } from "./lifecycle/touch.ts";
import { createObjectApiKeys } from "./people/api-keys.ts";
import { createObjectAuditLog } from "./people/audit-log.ts";
import { createObjectBrands } from "./people/brands.ts";
import { createObjectHashIndex } from "./people/hash-index.ts";
import { createObjectMailMarkers, createObjectWebhooks, createObjectWriteBacks } from "./people/notifications.ts";
import { createObjectRecords } from "./people/records.ts";
import { createObjectReviews } from "./people/reviews.ts";
import { createObjectSourceRecords } from "./people/source-records.ts";
import { createObjectShares } from "./people/shares.ts";
import { createObjectAttempts } from "./results/attempts.ts";
import { openShownResults } from "./results/current-results.ts";
import { createObjectEvidence } from "./results/evidence.ts";
import { pendingSeqs } from "./results/pending.ts";
import type { ResultReading } from "./results/read-shard.ts";
import { createObjectResults } from "./results/results.ts";
import { createSegments } from "./results/segments.ts";
import { readControl, updateControl } from "./state/control.ts";
import { readFinal, readMetadata, readNewestMarker } from "./state/final.ts";
import { recentlyReopened } from "./state/reopened.ts";
import { createObjectUploads } from "./uploads/uploads.ts";

/** How long an idempotency key stands for the same batch. */
const IDEMPOTENCY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** The verbs of the port over a bucket. */
export function createObjectVerbs(ledger: ObjectLedger): Omit<BatchStore, "id" | "check" | "admit" | "capacity"> {
  const { bucket, heads } = ledger;
  const reading: ResultReading = { ...ledger, segments: createSegments(bucket) };
  const [drafts, idempotency] = [createObjectDrafts(ledger), createObjectSubmissions(ledger)];
  const [items, attempts, uploads] = [
    createObjectItems(ledger),
    createObjectAttempts(ledger),
    createObjectUploads(ledger),
  ];
  const [audit, shares, removals] = [
    createObjectAuditLog(ledger),
    createObjectShares(ledger),
    createObjectRemovals(ledger, idempotency),
  ];
  const expire = createObjectExpiry(ledger, removals, drafts, async (rules, now) => {
    if (rules.auditDays !== undefined) await audit.expire(rules.auditDays, now);
    await drafts.removeOlderThan(now - rules.pendingHours * HOUR_MS);
    await uploads.expire();
    await shares.removeDeadPointers();
    await idempotency.removeOlderThan(now - IDEMPOTENCY_MS);
  });

  async function* eachResult(manifest: BatchManifest, from = 0) {
    const read = await openShownResults(reading, items, manifest);
    for (let seq = from; seq < manifest.total; seq += 1) {
      const record = await read(seq);
      if (record !== undefined) yield record;
    }
  }

  return {
    drafts,
    idempotency,
    uploads,
    payloads: createObjectPayloads(ledger),
    attempts,
    results: createObjectResults(ledger, reading.segments, attempts),
    evidence: createObjectEvidence(ledger),
    reviews: createObjectReviews(ledger),
    records: createObjectRecords(ledger),
    removals,
    hashes: createObjectHashIndex(ledger, items),
    keys: createObjectApiKeys(ledger),
    audit,
    brands: createObjectBrands(ledger),
    shares,
    sources: createObjectSourceRecords(ledger),
    mail: createObjectMailMarkers(ledger),
    webhooks: createObjectWebhooks(ledger),
    writeBacks: createObjectWriteBacks(ledger),
    doctor: createObjectDoctor(reading, items),
    openStaging: () => openStaging(ledger),
    removeAbandoned: () => removeAbandoned(ledger),
    async list() {
      const ids: BatchId[] = [];
      for await (const id of eachBatch(bucket)) ids.push(id);
      return ids;
    },
    ...createUnsettled(ledger),
    manifest: async (batchId) => (await heads.read(batchId))?.manifest,
    isThere: async (batchId) => (await heads.find(batchId)) !== undefined,
    metadata: (batchId) => readMetadata(ledger, batchId),
    item: (batchId, seq, run) => items.read(batchId, seq, run),
    findName: (batchId, part, text) => findItemName(items, batchId, part, text),
    recentlyChanged: () => recentlyReopened(ledger),
    control: (batchId) => readControl(ledger, batchId),
    updateControl: (batchId, expected, next) => updateControl(ledger, batchId, expected, next),
    startRun: (manifest, run) => startRun(ledger, manifest, run),
    pending: (manifest, from, to) => pendingSeqs(ledger, manifest, from, to),
    batchProgress: (manifest) => readBatchProgress(reading, manifest),
    refreshPendingList: createTouch(ledger),
    eachResult,
    openResults: (manifest) => openShownResults(reading, items, manifest),
    finish: (manifest, model) => finishBatch(reading, manifest, model),
    runs: (manifest) => readRuns(ledger, manifest),
    final: (batchId) => readFinal(ledger, batchId),
    hasLeftovers: (manifest) => hasLeftovers(reading, manifest),
    failedItems: (manifest) => readFailedItems(reading, manifest),
    openCsv: (batchId) => openCsv(ledger, batchId),
    expire: (rules, now) => expire(eachBatch(bucket), rules, now),
    remove: (batchId) => removeBatch(ledger, batchId),
  };
}

/** Ids of all committed batches: one request for each thousand. */
async function* eachBatch(bucket: Bucket): AsyncGenerator<BatchId> {
  for await (const { key } of bucket.list({ prefix: KEYS.heads })) {
    const id = decodeBatchId(key.slice(KEYS.heads.length));
    if (id !== undefined) yield id;
  }
}

/** Knows the batches for which nothing is left to do, as far as this process has looked at them. */
function createUnsettled(ledger: ObjectLedger): Pick<BatchStore, "unsettled" | "settle"> {
  const rounds = createRounds<BatchId>();
  return {
    async *unsettled() {
      for (const id of await recentlyReopened(ledger)) rounds.wake(id);
      yield* rounds.pick(eachBatch(ledger.bucket), Date.now());
    },
    settle: (batchId) => rounds.quiet(batchId, Infinity),
  };
}

async function openCsv({ bucket, ...ledger }: ObjectLedger, batchId: BatchId): Promise<StoredFile> {
  const marker = await readNewestMarker({ bucket, ...ledger }, batchId);
  const facts = marker && (await bucket.head(marker.csv));
  if (facts === undefined) throw new StoreError("missing", `Batch ${batchId} has no CSV.`);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const opened = await bucket.open(facts?.key ?? "");
    if (opened === undefined) throw new StoreError("missing", `The CSV of batch ${batchId} was removed.`);
    yield* opened.stream as AsyncIterable<Uint8Array>;
  }
  return { size: facts.size, stream: () => Readable.from(bytes(), { objectMode: false }) };
}
