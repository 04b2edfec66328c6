import type { BatchId } from "@symphony/contract";
import { shardName } from "../../fs/paths.ts";
import type { PictureOf } from "../../fs/paths.ts";

/** Numbers in keys have so many digits: listings are in the order of the text. */
const DIGITS = 9;
export const padded = (value: number): string => String(value).padStart(DIGITS, "0");

/**
 * Every key of a store that belongs to no batch, below its prefix. No key goes on where another one ends: some stores
 * keep objects as files in folders.
 */
export const KEYS = {
  identity: "store.json",
  outages: "outages.json",
  leases: "leases/",
  lease: (id: string): string => `leases/${id}`,
  /** What was committed, an object for each batch: the existence of a batch, and where its content is. */
  heads: "batches/",
  head: (id: BatchId): string => `batches/${id}`,
  /** Whose content nobody has committed yet. */
  stagings: "staging/",
  staging: (content: string): string => `staging/${content}`,
  /** Content that belongs to no batch any more and is to be removed. */
  trash: "trash/",
  trashed: (content: string): string => `trash/${content}`,
  removals: "removing/",
  removal: (id: BatchId): string => `removing/${id}`,
  reopened: "reopened/",
  reopenedMark: (id: BatchId): string => `reopened/${id}`,
  drafts: "drafts/",
  draft: (id: BatchId): string => `drafts/${id}`,
  submissions: "submissions/",
  submission: (key: string): string => `submissions/${key}.json`,
  tombstone: (key: string): string => `submissions/${key}.gone`,
  uploadStates: "upload-states/",
  uploadState: (id: string): string => `upload-states/${id}`,
  uploadParts: "upload-parts/",
  uploadPartsOf: (id: string): string => `upload-parts/${id}/`,
  keys: "keys/",
  key: (name: string): string => `keys/known/${name}`,
  revokedKey: (name: string): string => `keys/revoked/${name}`,
  usedKey: (name: string): string => `key-use/${name}`,
  brands: "brands/",
  brand: (name: string): string => `brands/${Buffer.from(name).toString("base64url")}/`,
  brandVersion: (name: string, version: number): string =>
    `brands/${Buffer.from(name).toString("base64url")}/${padded(version)}`,
  /** A large file, by its SHA-256. */
  brandFile: (digest: string): string => `brand-files/${digest}`,
  brandEstimate: (name: string, version: number): string =>
    `brand-estimates/${Buffer.from(name).toString("base64url")}/${padded(version)}`,
  audit: "audit/",
  auditDay: (day: string): string => `audit/${day}/`,
  sharePointers: "shares/",
  sharePointer: (id: string): string => `shares/${id}`,
  sources: (kind: string): string => `sources/${kind}/`,
  source: (kind: string, id: string): string => `sources/${kind}/${id}`,
  hashes: "hashes/",
} as const;

/** Every key of one content: what a batch consists of, under a name that no other batch ever has. */
export function contentKeys(content: string) {
  const root = `content/${content}/`;
  const inRun = (kind: string, run: number): string => `${root}${kind}/${run}/`;
  return {
    content,
    root,
    items: (seq: number): string => `${root}items/${shardName(seq)}`,
    payloads: `${root}payloads/`,
    payload: (stored: string): string => `${root}payloads/${stored}`,
    control: `${root}control.json`,
    touched: `${root}touched`,
    runRecord: (run: number): string => `${root}runs/${padded(run)}`,
    final: (run: number): string => `${root}final/${padded(run)}`,
    failed: (run: number): string => `${root}failed/${padded(run)}`,
    csv: (run: number, name: string): string => `${inRun("csv", run)}${name}`,
    allCsvs: `${root}csv/`,
    attempts: (run: number): string => inRun("attempts", run),
    allAttempts: `${root}attempts/`,
    results: (run: number): string => inRun("results", run),
    resultShard: (run: number, seq: number): string => `${inRun("results", run)}${shardName(seq)}/`,
    result: (run: number, seq: number): string => `${inRun("results", run)}${shardName(seq)}/${padded(seq)}`,
    /** Many results in one object: copies, for readers of many. */
    segments: (run: number): string => inRun("segments", run),
    allSegments: `${root}segments/`,
    segmentShard: (run: number, seq: number): string => `${inRun("segments", run)}${shardName(seq)}/`,
    /** What counts at the end of a run, a thousand items in one object. */
    pages: (run: number): string => inRun("pages", run),
    page: (run: number, seq: number): string => `${inRun("pages", run)}${shardName(seq)}`,
    evidence: ({ seq, corrected_in }: PictureOf): string =>
      `${root}evidence/${shardName(seq)}/${padded(seq)}${corrected_in === undefined ? "" : `.r${corrected_in}`}`,
    /** The last results of files that were corrected since, by the run that had brought them. */
    earlierOf: (seq: number): string => `${root}earlier/${shardName(seq)}/${padded(seq)}.`,
    earlier: (seq: number, run: number): string => `${root}earlier/${shardName(seq)}/${padded(seq)}.${padded(run)}`,
    reviews: `${root}reviews/`,
    reviewShard: (seq: number): string => `${root}reviews/${shardName(seq)}/`,
    reviewsOf: (seq: number): string => `${root}reviews/${shardName(seq)}/${padded(seq)}.`,
    review: (seq: number, version: number): string =>
      `${root}reviews/${shardName(seq)}/${padded(seq)}.${padded(version)}`,
    records: `${root}record/`,
    record: (version: number): string => `${root}record/${padded(version)}`,
    shares: `${root}shares/`,
    share: (id: string): string => `${root}shares/${id}`,
    mailIntent: (run: number): string => `${root}mail/${run}.intent`,
    mailOf: (run: number): string => `${root}mail/${run}.of`,
    mailBatches: (run: number): string => `${root}mail/${run}.batches`,
    mailDone: (run: number): string => `${root}mail/${run}.done`,
    webhookAttempts: (run: number): string => inRun("webhook-attempts", run),
    webhookDone: (run: number): string => `${root}webhook/${run}.done`,
    writtenBack: (run: number): string => `${root}written-back/${run}.done`,
  };
}
export type ContentKeys = ReturnType<typeof contentKeys>;
