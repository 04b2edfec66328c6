import type { BatchId, SubmitResponse } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import { readStatus, startBatch, submitUrls } from "../api/calls.ts";
import { sendForm } from "../api/send-form.ts";
import { readClientId } from "../browser/client-id.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import { ZIP_ABOVE_FILES } from "./limits.ts";
import type { Picked } from "./pick-files.ts";

export type Source = { kind: "files"; picked: readonly Picked[] } | { kind: "urls"; urls: readonly string[] };

/**
 * How sending goes: `confirming` is when all bytes have left and the server writes them down, `withdrawing` when
 * it was cancelled then and the server is asked what it has.
 */
export type Step =
  | { phase: "starting" }
  | { phase: "packing"; done: number; total: number }
  | { phase: "sending"; sent: number; total: number }
  | { phase: "confirming" }
  | { phase: "withdrawing" };

/** One that broke off, and the address its batch was started with. */
export interface Attempt {
  batchId: BatchId;
  email: string | undefined;
}

export interface SendBatchOptions {
  email: string | undefined;
  /** What is tried again; nothing is sent if it had arrived after all. */
  attempt: Attempt | undefined;
  signal: AbortSignal;
  onBatch(id: BatchId): void;
  onStep(step: Step): void;
}

export interface Sent {
  total: number;
  leftOut: LeftOut[];
  /** It is the earlier attempt that was taken, with what was chosen then. */
  earlier: boolean;
}

/**
 * Sends one batch in one request, whatever it is made of.
 *
 * @throws {ApiError}, or the signal's reason when it was cancelled
 */
export async function sendBatch(source: Source, options: SendBatchOptions): Promise<Sent> {
  const { attempt, email, signal, onStep } = options;
  onStep({ phase: "starting" });
  const arrived = attempt === undefined ? undefined : await acceptedSize(attempt.batchId, signal);
  signal.throwIfAborted();
  if (arrived !== undefined) return { total: arrived, leftOut: [], earlier: true };
  // The address is told when a batch is started: another one needs another batch.
  const batchId = attempt !== undefined && attempt.email === email ? attempt.batchId : await startBatch(email, signal);
  options.onBatch(batchId);
  const unread: LeftOut[] = [];
  try {
    const answer =
      source.kind === "urls"
        ? await sendUrls(batchId, source.urls, options)
        : await sendFiles(batchId, source.picked, options, unread);
    return { total: answer.total, leftOut: [...unread, ...answer.skipped], earlier: false };
  } catch (error) {
    if (signal.aborted) throw error;
    const total = await acceptedAfterAll(batchId, error);
    if (total === undefined) throw error;
    return { total, leftOut: unread, earlier: error instanceof ApiError && error.code === "already_submitted" };
  }
}

function sendUrls(
  batchId: BatchId,
  urls: readonly string[],
  { signal, onStep }: SendBatchOptions,
): Promise<SubmitResponse> {
  onStep({ phase: "confirming" });
  return submitUrls(batchId, urls, signal);
}

async function sendFiles(
  batchId: BatchId,
  picked: readonly Picked[],
  options: SendBatchOptions,
  unread: LeftOut[],
): Promise<SubmitResponse> {
  const { signal, onStep } = options;
  const form = new FormData();
  form.append("batch_id", batchId);
  form.append("client_id", readClientId());
  const images = picked.filter(({ kind }) => kind === "image");
  for (const { file, name, kind } of picked) if (kind === "zip") form.append("zip_file", file, name);
  if (images.length > ZIP_ABOVE_FILES) {
    const { packZip } = await import("./pack-zip.ts");
    const { zip, leftOut } = await packZip(images, {
      signal,
      onFile: (done) => onStep({ phase: "packing", done, total: images.length }),
    });
    unread.push(...leftOut);
    form.append("zip_file", zip, "images.zip");
  } else for (const { file, name } of images) form.append("files", file, name);
  const onProgress = (sent: number, total: number): void =>
    onStep(sent < total ? { phase: "sending", sent, total } : { phase: "confirming" });
  return sendForm("/api/check-logo/batch/", form, { signal, onProgress });
}

/** An answer may get lost on its way back: then the batch is there. @returns its size */
async function acceptedAfterAll(batchId: BatchId, error: unknown): Promise<number | undefined> {
  if (!(error instanceof ApiError) || (error.code !== "offline" && error.code !== "already_submitted"))
    return undefined;
  return acceptedSize(batchId);
}

async function acceptedSize(batchId: BatchId, signal?: AbortSignal): Promise<number | undefined> {
  const status = await readStatus(batchId, signal).catch(() => undefined);
  return status === undefined || status.status === "initialized" ? undefined : status.total;
}
