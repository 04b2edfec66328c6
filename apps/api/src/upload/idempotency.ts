import { createHash } from "node:crypto";
import type { BatchStore, Staging, SubmissionRecord } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { SubmitResponse } from "@symphony/contract";
import type { Submission } from "./upload-source.ts";

/** An earlier submission under the same idempotency key. */
export interface EarlierSubmission {
  response: SubmitResponse;
  /** Whether its batch is or was there; otherwise a process died before the commit, and this call completes it. */
  committed: boolean;
}

export interface IdempotentSubmission {
  /** @throws {Problem} `idempotency_key_reused` when something else was submitted under the key */
  find(): Promise<EarlierSubmission | undefined>;
  /** Reserves the key for a response. @returns the response in place, which may be another caller's */
  reserve(response: SubmitResponse): Promise<SubmitResponse>;
}

/**
 * One submission under an idempotency key: find, reserve, then commit the batch under the id of the record. A crash at
 * any instruction leaves either nothing, or a record that the next attempt completes. A batch that is removed leaves a
 * tombstone, so that a late retry does not submit it again.
 */
export function createIdempotentSubmission(
  store: BatchStore,
  key: string,
  staging: Staging,
  { uploads, leftOut: _leftOut, ...submission }: Submission,
): IdempotentSubmission {
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([submission, staging.fingerprint()]))
    .digest("hex");

  const responseOf = (record: SubmissionRecord): SubmitResponse => {
    if (record.fingerprint === fingerprint) return record.answer;
    throw new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key was used for other images or settings; send a new key with a new submission.",
    );
  };

  return {
    async find() {
      const record = await store.idempotency.find(key);
      if (record === undefined) return undefined;
      return { response: responseOf(record), committed: await isCommitted(store, key, record) };
    },
    async reserve(response) {
      const record = { fingerprint, answer: response, uploads, created_at: new Date().toISOString() };
      return responseOf(await store.idempotency.reserve(key, record));
    },
  };
}

async function isCommitted(store: BatchStore, key: string, { answer }: SubmissionRecord): Promise<boolean> {
  const manifest = await store.manifest(answer.batch_id);
  return manifest?.submission_key === key || store.idempotency.isTombstoned(key);
}

/** The response to an earlier call that made a batch of the same uploads, which are gone since. */
export async function findByUploads(
  store: BatchStore,
  key: string,
  uploads: string,
): Promise<SubmitResponse | undefined> {
  const record = await store.idempotency.find(key);
  return record?.uploads === uploads && (await isCommitted(store, key, record)) ? record.answer : undefined;
}
