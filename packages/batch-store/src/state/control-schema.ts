import { z } from "zod";

/** `control.json` as it stands on disk. `generation` is the number of the run; the key is older than the word. */
const fileSchema = z.object({
  status: z.enum(["processing", "paused", "cancelled"]),
  generation: z.int().min(0),
  threshold: z.number().min(0).max(1).optional(),
  reevaluates: z.literal(true).optional(),
});

/** What was asked of an accepted batch. Without the file it is `{ status: "processing", run: 0 }`. */
export const controlSchema = fileSchema.transform(({ generation, ...rest }) => ({ ...rest, run: generation }));
export type Control = z.infer<typeof controlSchema>;

export function encodeControl({ run, ...rest }: Control): string {
  return JSON.stringify({ ...rest, generation: run } satisfies z.infer<typeof fileSchema>);
}
