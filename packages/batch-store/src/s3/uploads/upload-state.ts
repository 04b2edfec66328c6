import { z } from "zod";
import { isUploadId, uploadRecordSchema } from "../../uploads/upload-record.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { decodeObject } from "../base/objects.ts";

/** What is known of an upload, and the parts that count, in order. Only who read it last changes it. */
const stateSchema = z.object({
  record: uploadRecordSchema,
  parts: z.array(z.object({ name: z.string(), size: z.int().min(0) })),
});
export type UploadState = z.infer<typeof stateSchema>;

export const offsetOf = ({ parts }: UploadState): number => parts.reduce((sum, { size }) => sum + size, 0);

export async function readUpload(
  { bucket }: ObjectLedger,
  id: string,
): Promise<{ state: UploadState; etag: string } | undefined> {
  const found = isUploadId(id) ? await bucket.read(KEYS.uploadState(id)) : undefined;
  if (found === undefined) return undefined;
  return { state: decodeObject(found.bytes.toString(), KEYS.uploadState(id), stateSchema), etag: found.facts.etag };
}
