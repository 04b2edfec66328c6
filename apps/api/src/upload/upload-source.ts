import type { DraftBatch, Staging } from "@symphony/batch-store";
import type { BatchBrand, BatchId, UploadFields } from "@symphony/contract";
import type { ApiConfig } from "../config.ts";
import type { SkippedFiles, SkippedList } from "./skipped.ts";

/** The sentence of the original service, whatever the content type. */
export const NOTHING_TO_DO = "Files, zip file, or URLs required";

/** What a caller says of a batch beside its images. */
export interface Submission {
  batchId: string | undefined;
  clientId: string | undefined;
  webhookUrl?: string | undefined;
  /** Names of the brands to look for. */
  brands?: readonly string[] | undefined;
  chunkSize: number;
  /** What the caller left out itself. */
  leftOut?: SkippedList | undefined;
  single?: boolean;
  /** A digest of the ids of the resumable uploads that it is made of. */
  uploads?: string | undefined;
  /** The bucket whose objects its images are. */
  source?: string | undefined;
  /** Of a version of a brand, on the pictures of an earlier batch. */
  trial?: { of: BatchId; brands: BatchBrand[]; title: string };
  /** Of an upload for a draft, checked ahead. */
  part?: { of: DraftBatch; id: BatchId };
}

export interface Upload {
  submission: Submission;
  skipped: SkippedFiles;
  /** Call it when the upload is stored: others wait for the memory that it takes. */
  release?: () => void;
  /** Call it when the batch is committed: what it was made of is not needed any more. */
  committed?: (() => Promise<void>) | undefined;
}

/** Populates a staging from a request. When it throws, nothing of the upload is kept. */
export type UploadSource = (staging: Staging) => Promise<Upload>;

/** Largest upload and largest parts of it. */
export interface UploadLimits {
  maxItems: number;
  maxFileBytes: number;
  /** Of the request, and of everything unpacked from its zips. */
  maxTotalBytes: number;
}

export const uploadLimitsOf = (
  config: Pick<ApiConfig, "MAX_BATCH_ITEMS" | "MAX_FILE_BYTES" | "MAX_UPLOAD_BYTES">,
): UploadLimits => ({
  maxItems: config.MAX_BATCH_ITEMS,
  maxFileBytes: config.MAX_FILE_BYTES,
  maxTotalBytes: config.MAX_UPLOAD_BYTES,
});

export const submissionOf = (fields: UploadFields): Submission => ({
  batchId: fields.batch_id,
  clientId: fields.client_id,
  webhookUrl: fields.webhook_url,
  brands: fields.brand,
  chunkSize: fields.chunkSize,
  leftOut: fields.left_out,
});
