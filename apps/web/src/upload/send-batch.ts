import type { BatchId, SubmitResponse, Verdict } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import { readStatus, startBatch, submitUploads, submitUrls } from "../api/calls.ts";
import { sendForm } from "../api/send-form.ts";
import { readClientId } from "../browser/client-id.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { filesNotIn, leftOutField } from "./left-out-field.ts";
import { PARTS_ABOVE_BYTES, PARTS_ABOVE_FILES } from "./limits.ts";
import { totalBytes } from "./pick-files.ts";
import type { Picked } from "./pick-files.ts";

export type Source = { kind: "files"; picked: readonly Picked[] } | { kind: "urls"; urls: readonly string[] };

/**
 * The progress of an upload. `confirming`: all bytes are sent and the server stores them. `cancelling`: it was
 * cancelled after that, and the server may have accepted the batch.
 */
export type Step =
  | { phase: "starting" }
  | { phase: "sending"; sent: number; total: number }
  | { phase: "confirming" }
  | { phase: "cancelling" };

/** What a batch is started with. */
export interface BatchStart {
  email: string | undefined;
  /** Empty where nothing was typed. */
  title: string;
  supplier: string;
  /** Names of the brands to look for; empty: that of the installation. */
  brands: readonly string[];
}

/** A failed attempt, and what its batch was started with. */
export interface Attempt {
  batchId: BatchId;
  start: BatchStart;
}

export interface SendBatchOptions {
  start: BatchStart;
  /** What was left out before. */
  leftOut: readonly SkippedFile[];
  /** The attempt to repeat; nothing is sent if the server had accepted it after all. */
  attempt: Attempt | undefined;
  signal: AbortSignal;
  onBatch(id: BatchId): void;
  onStep(step: Step): void;
  /** What is known of images before all are sent, by name. */
  onVerdicts(verdicts: ReadonlyMap<string, Verdict>): void;
}

export interface Sent {
  total: number;
  /** What was left out of what was sent, and, by servers that keep it, before. */
  skipped: SkippedFile[];
  /** The server had accepted the earlier attempt, with the files or URLs of that time. */
  earlier: boolean;
}

/**
 * Sends a batch: URLs and a few files in one request, more files in parts that survive a broken connection.
 *
 * @throws {ApiError}, or the signal's reason when it is aborted
 */
export async function sendBatch(source: Source, options: SendBatchOptions): Promise<Sent> {
  const { attempt, start, signal, onStep } = options;
  onStep({ phase: "starting" });
  const accepted = attempt === undefined ? undefined : await acceptedSize(attempt.batchId, signal);
  signal.throwIfAborted();
  if (accepted !== undefined) return { total: accepted, skipped: [], earlier: true };
  // All of this is set when a batch is started: another address needs another batch.
  const fits = attempt !== undefined && JSON.stringify(attempt.start) === JSON.stringify(start);
  const batchId = fits ? attempt.batchId : await startBatch(start, signal);
  options.onBatch(batchId);
  const unreadable: SkippedFile[] = [];
  try {
    const response =
      source.kind === "urls"
        ? await sendUrls(batchId, source.urls, options)
        : await sendFiles(batchId, source.picked, options, unreadable);
    return {
      total: response.total,
      skipped: [...filesNotIn(response.skipped, unreadable), ...response.skipped],
      earlier: false,
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const total = await acceptedAfterAll(batchId, error);
    if (total === undefined) throw error;
    return { total, skipped: unreadable, earlier: error instanceof ApiError && error.code === "already_submitted" };
  }
}

function sendUrls(
  batchId: BatchId,
  urls: readonly string[],
  { leftOut, signal, onStep }: SendBatchOptions,
): Promise<SubmitResponse> {
  onStep({ phase: "confirming" });
  return submitUrls(batchId, urls, leftOutField(leftOut), signal);
}

async function sendFiles(
  batchId: BatchId,
  picked: readonly Picked[],
  options: SendBatchOptions,
  unreadable: SkippedFile[],
): Promise<SubmitResponse> {
  const { leftOut, signal, onStep, onVerdicts } = options;
  const onProgress = (sent: number, total: number): void =>
    onStep(sent < total ? { phase: "sending", sent, total } : { phase: "confirming" });
  if (!isSentInParts(picked))
    return sendForm<SubmitResponse>("/api/check-logo/batch/", formOf(batchId, picked, leftOut), { signal, onProgress });
  const { sendParts } = await import("./parts/send-parts.ts");
  const { ids, skipped, forget } = await sendParts(picked, { batchId, signal, onProgress, onVerdicts });
  unreadable.push(...skipped);
  onStep({ phase: "confirming" });
  const response = await submitUploads(batchId, ids, leftOutField([...leftOut, ...skipped]), signal);
  forget();
  return response;
}

/** Parts that have arrived stay at the server when the rest does not come. */
export const isSentInParts = (picked: readonly Picked[]): boolean =>
  picked.length > PARTS_ABOVE_FILES || totalBytes({ picked, skipped: [] }) > PARTS_ABOVE_BYTES;

function formOf(batchId: BatchId, picked: readonly Picked[], leftOut: readonly SkippedFile[]): FormData {
  const form = new FormData();
  form.append("batch_id", batchId);
  form.append("client_id", readClientId());
  const field = leftOutField(leftOut);
  if (field !== undefined) form.append("left_out", field);
  for (const { file, name, kind } of picked) form.append(kind === "zip" ? "zip_file" : "files", file, name);
  return form;
}

/** The size of a batch that was accepted although its response was lost; `undefined` if it was not. */
async function acceptedAfterAll(batchId: BatchId, error: unknown): Promise<number | undefined> {
  if (!(error instanceof ApiError) || (error.code !== "offline" && error.code !== "already_submitted"))
    return undefined;
  return acceptedSize(batchId);
}

async function acceptedSize(batchId: BatchId, signal?: AbortSignal): Promise<number | undefined> {
  const status = await readStatus(batchId, signal).catch(() => undefined);
  return status === undefined || status.status === "initialized" ? undefined : status.total;
}
