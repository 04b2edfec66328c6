import { submissionRecordSchema } from "./submission-record.ts";
import type { SubmissionRecord } from "./submission-record.ts";
import { readdir } from "node:fs/promises";
import { makeDirDurably, putOnce, readIfThere, removeFile } from "../fs/durable.ts";
import { createdAt } from "../fs/created-at.ts";
import type { Paths } from "../fs/paths.ts";

/**
 * Submissions that carried an idempotency key, by its digest.
 *
 * The record is put in place with `link()` just before the batch, and names the batch's id: of many who send
 * the same thing at once one record wins, all go on with its id, and the batch's own rename lets one of them
 * in. A record without its batch is a process that died between the two; the next try completes it.
 */
export function createSubmissions(paths: Paths) {
  const read = async (key: string): Promise<SubmissionRecord | undefined> => {
    const text = await readIfThere(paths.submission(key));
    return text === undefined ? undefined : submissionRecordSchema.parse(JSON.parse(text));
  };
  return {
    read,
    /** @param scratch a folder for the temporary file @returns the record in place, which may be another caller's */
    async claim(key: string, record: SubmissionRecord, scratch: string): Promise<SubmissionRecord> {
      await makeDirDurably(paths.submissions);
      await putOnce(paths.submission(key), JSON.stringify(record), scratch);
      return (await read(key)) ?? record;
    },
    /** To be called before the batch goes: without it, a late retry would be taken for the first try. */
    async retire(key: string, scratch: string): Promise<void> {
      await makeDirDurably(paths.submissions);
      await putOnce(paths.submissionGone(key), "", scratch);
    },
    isRetired: async (key: string): Promise<boolean> => (await readIfThere(paths.submissionGone(key))) !== undefined,
    /** Removes those made before `before` (epoch milliseconds). */
    async removeOlderThan(before: number): Promise<void> {
      for (const name of await readdir(paths.submissions).catch(() => [])) {
        const key = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
        if (key === undefined || (await createdAt(paths.submission(key), () => read(key))) >= before) continue;
        await removeFile(paths.submission(key));
        await removeFile(paths.submissionGone(key));
      }
    },
  };
}
export type Submissions = ReturnType<typeof createSubmissions>;
