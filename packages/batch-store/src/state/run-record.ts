import { z } from "zod";

/**
 * `retries/<generation>.json`: the items of a later generation, and the progress events there were before it.
 * Put in place once; with it the generation is decided, and whoever finds it can start it.
 */
export const runRecordSchema = z.object({
  seqs: z.array(z.int().min(0)),
  events_before: z.int().min(0),
  /** Absent in lists of older versions. */
  began_at: z.string().optional(),
  /** For every stage from here on. */
  threshold: z.number().min(0).max(1).optional(),
  /** The folder of rows that are known already, until it becomes that of the generation's rows. */
  draft: z.string().optional(),
});

export type RunRecord = z.infer<typeof runRecordSchema>;
