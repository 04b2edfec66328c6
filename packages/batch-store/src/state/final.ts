import { z } from "zod";
import { batchIdSchema, countsSchema } from "@symphony/contract";
import type { BatchId, ErrorCategory } from "@symphony/contract";
import { readJson } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { readControl } from "./control.ts";

/** Categories that a newer version added are kept. */
const categoriesSchema = z.custom<Partial<Record<ErrorCategory, number>>>(
  (value) => z.record(z.string(), z.int().min(1)).safeParse(value).success,
);

/** `final.json`: put in place once, when every item has its result and `results.csv` is on disk. */
export const finalSchema = z.object({
  batch_id: batchIdSchema,
  status: z.enum(["completed", "cancelled"]),
  counts: countsSchema,
  /** How many images ended in an error, by category; absent in markers of older versions. */
  errors_by_category: categoriesSchema.default({}),
  /** How many images were valid, by the stage that decided. */
  valid_by_stage: z.record(z.string(), z.int().min(1)).default({}),
  /** The highest threshold that every result can be decided by without another look at its image. */
  decided_up_to: z.number().min(0).max(1).optional(),
  /** The threshold of each stage that decided, or came closest. Absent in markers of older versions, like what follows. */
  thresholds: z.record(z.string(), z.number()).optional(),
  /** Verdicts that a later run changed. */
  changed: z.int().min(0).optional(),
  /** The fingerprint of what inspected the images when the run ended. */
  model: z.string().optional(),
  /** Number of progress events, all runs together. */
  events: z.int().min(0),
  /** When the newest run started; absent in markers of older versions. */
  started_at: z.string().optional(),
  completed_at: z.string(),
});

export type Final = z.infer<typeof finalSchema>;

/** The marker of the newest run's end, or `undefined` while something is left to do. */
export async function readFinal(paths: Paths, batchId: BatchId): Promise<Final | undefined> {
  const { run } = await readControl(paths, batchId);
  return readFinalOf(paths, batchId, run);
}

export function readFinalOf(paths: Paths, batchId: BatchId, run: number): Promise<Final | undefined> {
  return readJson(paths.final(batchId, run), finalSchema);
}

/** When the newest run of a finished batch started. */
export const startOf = (manifest: { accepted_at: string }, final: Pick<Final, "started_at">): string =>
  final.started_at ?? manifest.accepted_at;

/** How long the newest run of a finished batch took, in ms. */
export function durationOf(
  manifest: { accepted_at: string },
  final: Pick<Final, "started_at" | "completed_at">,
): number {
  return Date.parse(final.completed_at) - Date.parse(startOf(manifest, final));
}
