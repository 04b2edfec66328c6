import { z } from "zod";

/** A UUIDv4: unguessable, and safe as a folder name and inside a job id. */
export const batchIdSchema = z.uuidv4();
export type BatchId = z.infer<typeof batchIdSchema>;

const CLIENT_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The client that submits and follows batches. */
export const clientIdSchema = z
  .string()
  .regex(CLIENT_ID, "must be 1 to 128 characters of A-Z, a-z, 0-9, '.', '_' and '-'");
export type ClientId = z.infer<typeof clientIdSchema>;

/** A batch id in lower case, or `undefined` for anything else. Call it before you build a path or key. */
export function decodeBatchId(text: unknown): BatchId | undefined {
  const parsed = batchIdSchema.safeParse(text);
  return parsed.success ? parsed.data.toLowerCase() : undefined;
}

/** A client id, or `undefined` for anything else. */
export function decodeClientId(text: unknown): ClientId | undefined {
  const parsed = clientIdSchema.safeParse(text);
  return parsed.success ? parsed.data : undefined;
}
