import { z } from "zod";
import { batchIdSchema, countsSchema, errorCategorySchema } from "@symphony/contract";
import type { BatchManifest } from "../intake/manifest.ts";

/** `final.json`: put in place once, when every item has its row and `results.csv` is on disk. */
export const finalSchema = z.object({
  batch_id: batchIdSchema,
  status: z.enum(["completed", "cancelled"]),
  counts: countsSchema,
  /** How many images ended in an error, by why; absent in markers of older versions. */
  errors_by_category: z.partialRecord(errorCategorySchema, z.int().min(1)).default({}),
  /** How many images were valid, by the stage that decided. */
  valid_by_stage: z.record(z.string(), z.int().min(1)).default({}),
  /** Progress events there were, all generations together. */
  events: z.int().min(0),
  /** When its images were taken in, or some of them again; absent in markers of older versions. */
  started_at: z.string().optional(),
  completed_at: z.string(),
});

export type Final = z.infer<typeof finalSchema>;

/** When the images of a finished batch were taken in, or those that were tried again last. */
export const startOf = (manifest: Pick<BatchManifest, "accepted_at">, final: Pick<Final, "started_at">): string =>
  final.started_at ?? manifest.accepted_at;

/** How long judging them took, in ms. */
export function durationOf(
  manifest: Pick<BatchManifest, "accepted_at">,
  final: Pick<Final, "started_at" | "completed_at">,
): number {
  return Date.parse(final.completed_at) - Date.parse(startOf(manifest, final));
}
