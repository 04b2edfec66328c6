import { join } from "node:path";
import type { BatchId, BoundingBox } from "@symphony/contract";

/** Results and item lists are spread over folders and files of this many items. */
export const SHARD_SIZE = 1000;

/** The folder or file that holds item `seq` among its thousand. */
export const shardName = (seq: number): string => String(Math.floor(seq / SHARD_SIZE)).padStart(6, "0");

/** Formats of pictures that every browser shows. */
export type PictureType = "jpeg" | "png" | "webp";

const PICTURE_ENDINGS: Readonly<Record<PictureType, string>> = { jpeg: "jpg", png: "png", webp: "webp" };

/** An item, and which of its files: that of the submission, or the corrected one that came with a run. */
export interface PictureOf {
  seq: number;
  corrected_in?: number | undefined;
}

const stemOf = ({ seq, corrected_in }: PictureOf): string =>
  corrected_in === undefined ? `${seq}` : `${seq}.r${corrected_in}`;

/** Every path below `exports/`, built here and nowhere else. */
export function createPaths(root: string) {
  const batch = (id: BatchId): string => join(root, id);
  return {
    root,
    staging: join(root, ".staging"),
    drafts: join(root, ".announced"),
    trash: join(root, ".trash"),
    reserve: join(root, ".reserve"),
    /** The identity of the store. */
    identity: join(root, ".store.json"),
    /** When the system could not work. */
    outages: join(root, ".outages.json"),
    leases: join(root, ".leases"),
    /** Extended by its process as long as that runs. */
    lease: (id: string): string => join(root, ".leases", id),
    reopened: join(root, ".reopened"),
    /** There is something to do again for a finished batch. */
    reopenedMark: (id: BatchId): string => join(root, ".reopened", id),
    draft: (id: BatchId): string => join(root, ".announced", `${id}.json`),
    submissions: join(root, ".submissions"),
    submission: (key: string): string => join(root, ".submissions", `${key}.json`),
    /** Says that the batch of a submission was there and is removed. */
    tombstone: (key: string): string => join(root, ".submissions", `${key}.gone`),
    ...storePaths(root),
    trashed: (name: string): string => join(root, ".trash", name),
    batch,
    ...batchPaths(batch),
    ...runPaths(batch),
  };
}
export type Paths = ReturnType<typeof createPaths>;

/** What belongs to the installation and to no batch. */
function storePaths(root: string) {
  const [keys, audit, removals, hashes, uploads] = [".keys", ".audit", ".removing", ".hashes", ".uploads"].map((name) =>
    join(root, name),
  ) as [string, string, string, string, string];
  return {
    /** Which batch a share belongs to. */
    sharePointers: join(root, ".shares"),
    sharePointer: (share: string): string => join(root, ".shares", `${share}.json`),
    keys,
    key: (name: string): string => join(keys, `${name}.json`),
    revokedKeys: join(keys, "revoked"),
    revokedKey: (name: string): string => join(keys, "revoked", `${name}.json`),
    usedKeys: join(keys, "used"),
    usedKey: (name: string): string => join(keys, "used", name),
    audit,
    auditDay: (day: string): string => join(audit, day),
    auditFile: (day: string, name: string): string => join(audit, day, name),
    removals,
    /** Says that a batch is to be removed, until nothing is left of it. */
    removal: (id: BatchId): string => join(removals, `${id}.json`),
    uploads,
    /** Uploads in parts, in a folder for each first two digits of their ids. */
    uploadShard: (id: string): string => join(uploads, id.slice(0, 2)),
    uploadRecord: (id: string): string => join(uploads, id.slice(0, 2), `${id}.json`),
    uploadBytes: (id: string): string => join(uploads, id.slice(0, 2), `${id}.bytes`),
    brands: join(root, ".brands"),
    brand: (name: string): string => join(root, ".brands", name),
    /** A version of a brand, which never changes. */
    brandVersion: (name: string, version: number): string => join(root, ".brands", name, String(version)),
    brandEstimate: (name: string, version: number): string => join(root, ".brands", name, `${version}.estimate.json`),
    sources: (kind: string): string => join(root, ".sources", kind),
    /** What is known of a source, by versions. */
    source: (kind: string, id: string): string => join(root, ".sources", kind, id),
    sourceVersion: (kind: string, id: string, version: number): string =>
      join(root, ".sources", kind, id, `${version}.json`),
    hashes,
    /** Where images with digests that begin so were checked. */
    hashBucket: (bucket: string): string => join(hashes, bucket),
  };
}

/** Files of a batch that all its runs share. */
function batchPaths(batch: (id: BatchId) => string) {
  return {
    manifest: (id: BatchId): string => join(batch(id), "accepted.json"),
    metadata: (id: BatchId): string => join(batch(id), "metadata.json"),
    control: (id: BatchId): string => join(batch(id), "control.json"),
    controlVersion: (id: BatchId, version: number): string => join(batch(id), `control.${version}.json`),
    csv: (id: BatchId): string => join(batch(id), "results.csv"),
    pendingList: (id: BatchId, kind: "files" | "urls"): string => join(batch(id), `pending_${kind}.json`),
    items: (id: BatchId, seq: number): string => join(batch(id), "items", `${shardName(seq)}.json`),
    payloads: (id: BatchId): string => join(batch(id), "pending_files"),
    payload: (id: BatchId, stored: string): string => join(batch(id), "pending_files", stored),
    /** Payloads of items that ended in an error, once the batch is finished: kept for another run. */
    failedPayloads: (id: BatchId): string => join(batch(id), "failed_files"),
    failedPayload: (id: BatchId, stored: string): string => join(batch(id), "failed_files", stored),
    /** Payloads that a later run may need, because a later stage has not seen them. */
    keptPayloads: (id: BatchId): string => join(batch(id), "kept_files"),
    keptPayload: (id: BatchId, stored: string): string => join(batch(id), "kept_files", stored),
    thumbnail: (id: BatchId, file: PictureOf): string =>
      join(batch(id), "thumbnails", shardName(file.seq), `${stemOf(file)}.jpg`),
    /** What a person looks at: the whole picture, large enough to read the mark. */
    view: (id: BatchId, file: PictureOf, type: PictureType): string =>
      join(batch(id), "views", shardName(file.seq), `${stemOf(file)}.${PICTURE_ENDINGS[type]}`),
    /** The pixels around one box; named by the box, so that a later run finds those of its own detections. */
    mark: (id: BatchId, file: PictureOf, { x1, y1, x2, y2 }: BoundingBox): string =>
      join(batch(id), "marks", shardName(file.seq), `${stemOf(file)}.${x1}-${y1}-${x2}-${y2}.jpg`),
    /** The last results of files that were corrected since, by the run that had brought them. */
    earlierShard: (id: BatchId, seq: number): string => join(batch(id), "earlier", shardName(seq)),
    earlierResult: (id: BatchId, { seq, corrected_in = 0 }: PictureOf): string =>
      join(batch(id), "earlier", shardName(seq), `${seq}.${corrected_in}.json`),
    reviews: (id: BatchId): string => join(batch(id), "reviews"),
    reviewShard: (id: BatchId, shard: string): string => join(batch(id), "reviews", shard),
    review: (id: BatchId, seq: number, version: number): string =>
      join(batch(id), "reviews", shardName(seq), `${seq}.${version}.json`),
    records: (id: BatchId): string => join(batch(id), "record"),
    record: (id: BatchId, version: number): string => join(batch(id), "record", `${version}.json`),
    shares: (id: BatchId): string => join(batch(id), "shares"),
    share: (id: BatchId, share: string): string => join(batch(id), "shares", `${share}.json`),
    attemptsDir: (id: BatchId): string => join(batch(id), "attempts"),
    scratch: (id: BatchId): string => join(batch(id), ".tmp"),
  };
}

/** Files that each run of a batch has for itself; those of the first run carry no number. */
function runPaths(batch: (id: BatchId) => string) {
  const name = (stem: string, run: number, ending: string): string =>
    run === 0 ? `${stem}${ending}` : `${stem}.${run}${ending}`;
  const results = (id: BatchId, run: number): string => join(batch(id), name("results", run, ""));
  return {
    runs: (id: BatchId): string => join(batch(id), "retries"),
    runRecord: (id: BatchId, run: number): string => join(batch(id), "retries", `${run}.json`),
    /** Results that an older version had ready before it started a run. */
    draftResults: (id: BatchId, folder: string): string => join(batch(id), folder),
    results,
    resultShard: (id: BatchId, run: number, seq: number): string => join(results(id, run), shardName(seq)),
    result: (id: BatchId, run: number, seq: number): string => join(results(id, run), shardName(seq), `${seq}.json`),
    attempts: (id: BatchId, run: number, seq: number): string =>
      join(batch(id), "attempts", `${run}-${shardName(seq)}`),
    /** The CSV of one run. `results.csv` is that of the newest finished run. */
    runCsv: (id: BatchId, run: number): string => join(batch(id), name("results", run, ".csv")),
    final: (id: BatchId, run: number): string => join(batch(id), name("final", run, ".json")),
    failed: (id: BatchId, run: number): string => join(batch(id), name("failed", run, ".json")),
    mailIntent: (id: BatchId, run: number): string => join(batch(id), name("mail", run, ".intent")),
    mailOf: (id: BatchId, run: number): string => join(batch(id), name("mail", run, ".of")),
    mailBatches: (id: BatchId, run: number): string => join(batch(id), name("mail", run, ".batches")),
    mailDone: (id: BatchId, run: number): string => join(batch(id), name("mail", run, ".done")),
    webhookLog: (id: BatchId, run: number): string => join(batch(id), name("webhook", run, ".log")),
    webhookDone: (id: BatchId, run: number): string => join(batch(id), name("webhook", run, ".done")),
    writtenBack: (id: BatchId, run: number): string => join(batch(id), name("written-back", run, ".done")),
  };
}
