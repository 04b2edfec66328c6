import { z } from "zod";
import { submitResponseSchema } from "@symphony/contract";

/** A submission's answer, kept under the digest of its idempotency key, and the digest of what was submitted. */
export const submissionRecordSchema = z.object({
  fingerprint: z.string(),
  answer: submitResponseSchema,
  created_at: z.string(),
});

export type SubmissionRecord = z.infer<typeof submissionRecordSchema>;
