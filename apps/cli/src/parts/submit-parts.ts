import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { SymphonyError } from "@symphony/client";
import type { Submitted, SymphonyClient } from "@symphony/client";
import { UsageError } from "../config.ts";
import type { FileFailure, SourceFile } from "../source-file.ts";
import { fingerprintOf } from "./bundles.ts";
import { sendParts } from "./send-parts.ts";
import type { PartsOptions, SentParts } from "./send-parts.ts";
import type { Submission } from "./sent-state.ts";

export interface SubmitPartsOptions extends PartsOptions {
  clientId: string | undefined;
  brands: readonly string[];
  /** Calls the server until it responds, or refuses. */
  retry<T>(call: () => Promise<T>): Promise<T>;
}

/** The field of a request that names brands. */
export const brandField = (brands: readonly string[]): { brand?: string[] } =>
  brands.length === 0 ? {} : { brand: [...brands] };

const clientField = (clientId: string | undefined): { client_id?: string } =>
  clientId === undefined ? {} : { client_id: clientId };

export interface SubmittedParts {
  batch: Submitted;
  /** Files that could not be sent, although they were tried twice. */
  failed: FileFailure[];
}

/**
 * Sends files in parts and makes a batch of them. A command that is killed at any instruction and started again goes on
 * with what it finds: parts, complete parts, or the batch.
 */
export async function submitParts(
  client: SymphonyClient,
  files: readonly SourceFile[],
  options: SubmitPartsOptions,
): Promise<SubmittedParts> {
  const { state, clientId, brands, server } = options;
  const fingerprint = fingerprintOf(files, [clientId ?? "", server.url, ...brands]);
  const known = state.submission(fingerprint);
  if (known !== undefined) {
    try {
      return await make(client, known, options);
    } catch (error) {
      if (!(error instanceof SymphonyError) || error.status !== 404) throw error;
      // What was sent has expired since.
      state.forget();
    }
  }
  const draftId = await startDraft(client, fingerprint, options);
  const { ids, failed } = await sendTwice(files, { ...options, draftId });
  if (ids.length === 0) throw new UsageError(`No file could be sent. ${failed[0]?.name}: ${failed[0]?.reason}.`);
  const submission = { fingerprint, idempotencyKey: randomUUID(), ids, failed, draftId };
  // Before the batch is made: the key makes it one batch, however often this is repeated.
  state.keepSubmission(submission);
  return make(client, submission, options);
}

/**
 * The server checks what has come for a draft while the rest is sent.
 *
 * @returns undefined where there is none: then the images are checked when all of them are there
 */
async function startDraft(
  client: SymphonyClient,
  fingerprint: string,
  { state, clientId, brands, retry }: SubmitPartsOptions,
): Promise<string | undefined> {
  const known = state.draftId(fingerprint);
  if (known !== undefined) return known;
  const body = { ...clientField(clientId), ...brandField(brands) };
  try {
    const { data } = await retry(() => client.POST("/api/start-batch", { body }));
    if (data === undefined) return undefined;
    state.keepDraft({ fingerprint, id: data.batch_id });
    return data.batch_id;
  } catch (error) {
    if (error instanceof SymphonyError) return undefined;
    throw error;
  }
}

/** Files that failed are tried once more, alone: they may have been written to just then. */
async function sendTwice(files: readonly SourceFile[], options: PartsOptions): Promise<SentParts> {
  const first = await sendParts(files, options);
  const names = new Set(first.failed.map(({ name }) => name));
  if (names.size === 0) return first;
  const again = await Promise.all(files.filter(({ name }) => names.has(name)).map(lookAgain));
  const second = await sendParts(again, options);
  return { ids: [...first.ids, ...second.ids], failed: second.failed };
}

async function lookAgain(file: SourceFile): Promise<SourceFile> {
  const facts = await stat(file.path).catch(() => undefined);
  return facts === undefined ? file : { ...file, size: facts.size, modifiedMs: facts.mtimeMs };
}

async function make(
  client: SymphonyClient,
  { ids, failed, idempotencyKey, draftId }: Submission,
  { clientId, brands, retry }: SubmitPartsOptions,
): Promise<SubmittedParts> {
  const { data } = await retry(() =>
    client.POST("/api/check-logo/batch", {
      params: { header: { "Idempotency-Key": idempotencyKey } },
      body: {
        uploads: ids,
        ...brandField(brands),
        ...clientField(clientId),
        ...(draftId === undefined ? {} : { batch_id: draftId }),
      },
    }),
  );
  return { batch: data as Submitted, failed };
}
