import { z } from "zod";

/** What was said of an upload when it began; never changed. */
export const uploadRecordSchema = z.object({
  id: z.uuidv4(),
  /** Bytes that the whole file has. */
  length: z.number().int().nonnegative(),
  /** Name of the file, with its folders. */
  name: z.string(),
  /** The pairs that its sender gave, as they came. */
  metadata: z.record(z.string(), z.string().nullable()),
  created_at: z.string(),
});

export type UploadRecord = z.infer<typeof uploadRecordSchema>;

/** An id of an upload; others never get near a path. */
export const isUploadId = (id: string): boolean => uploadRecordSchema.shape.id.safeParse(id).success;
