import { z } from "zod";
import { submitResponseSchema } from "@symphony/contract";
import { removeAbandonedTemporaries } from "../fs/abandoned.ts";
import { createdAt } from "../fs/created-at.ts";
import { makeDirDurably, putIfAbsent, readIfPresent, readJson, removeFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { createRounds, eachName } from "../rounds.ts";

/** The response to a submission, kept under the digest of its idempotency key, and a digest of what was submitted. */
export const submissionRecordSchema = z.object({
  fingerprint: z.string(),
  answer: submitResponseSchema,
  /** A digest of the ids of the uploads that became the batch: they are gone when the call is repeated. */
  uploads: z.string().optional(),
  created_at: z.string(),
});

export type SubmissionRecord = z.infer<typeof submissionRecordSchema>;

/**
 * Submissions that carried an idempotency key, by its digest.
 *
 * The record is put in place just before the batch and names the batch's id: of many identical submissions one
 * record wins, all go on with its id, and the batch's own rename lets one of them in. A record without its batch
 * belongs to a process that died between the two; the next try completes it.
 */
export function createIdempotencyRecords(paths: Paths) {
  const rounds = createRounds<string>();
  const find = (key: string): Promise<SubmissionRecord | undefined> =>
    readJson(paths.submission(key), submissionRecordSchema);
  const put = async (path: string, text: string): Promise<void> => {
    await makeDirDurably(paths.submissions);
    await putIfAbsent(path, text, paths.submissions);
  };
  return {
    find,
    async reserve(key: string, record: SubmissionRecord): Promise<SubmissionRecord> {
      await put(paths.submission(key), JSON.stringify(record));
      return (await find(key)) ?? record;
    },
    isTombstoned: async (key: string): Promise<boolean> => (await readIfPresent(paths.tombstone(key))) !== undefined,
    /** Call it before the batch is removed: without it, a late retry would be taken for the first try. */
    tombstone: (key: string): Promise<void> => put(paths.tombstone(key), ""),
    /** Removes the records created before `before` (epoch ms). */
    async removeOlderThan(before: number): Promise<void> {
      await removeAbandonedTemporaries(paths, paths.submissions);
      const keys = eachName(paths.submissions, (name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1]);
      for await (const key of rounds.pick(keys, before)) {
        const created = await createdAt(paths.submission(key), () => find(key));
        if (created < before) {
          await removeFile(paths.submission(key));
          await removeFile(paths.tombstone(key));
        }
        rounds.quiet(key, created);
      }
    },
  };
}
export type IdempotencyRecords = ReturnType<typeof createIdempotencyRecords>;
