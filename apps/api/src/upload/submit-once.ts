import type { SubmissionRecord } from "@symphony/batch-store";
import { createHash } from "node:crypto";
import type { BatchStore, Staging } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { SubmitResponse } from "@symphony/contract";
import type { Submission } from "./submit.ts";

/** What is on record under an idempotency key. */
export interface Recalled {
  answer: SubmitResponse;
  /** Whether the batch is in, or was; else a process died just before, and this call is to complete it. */
  accepted: boolean;
}

/**
 * One submission under an idempotency key. Recall, then claim, then commit the batch under the id of the
 * record: at every instruction a crash leaves either nothing, or a record that the next try goes on with.
 */
export function createOnce(store: BatchStore, key: string, staging: Staging, submission: Submission) {
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([submission, staging.fingerprint()]))
    .digest("hex");

  const checked = ({ answer, fingerprint: theirs }: SubmissionRecord): SubmitResponse => {
    if (theirs === fingerprint) return answer;
    throw new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key was used for other images or settings; send a new key with a new submission.",
    );
  };

  return {
    /** @throws {Problem} `idempotency_key_reused` when something else was submitted under the key */
    async recall(): Promise<Recalled | undefined> {
      const record = await store.submissions.read(key);
      if (record === undefined) return undefined;
      const answer = checked(record);
      const batch = await store.manifest(answer.batch_id);
      return { answer, accepted: batch?.submission_key === key || (await store.submissions.isRetired(key)) };
    },
    /** Puts the answer on record. @returns the one that is to be given: of several callers, the first one's */
    async claim(answer: SubmitResponse): Promise<SubmitResponse> {
      return checked(
        await store.submissions.claim(
          key,
          { fingerprint, answer, created_at: new Date().toISOString() },
          staging.scratch,
        ),
      );
    },
  };
}
