import { z } from "zod";

/** `control.json` as it stands on disk. `generation` is the number of the run; the key is older than the word. */
const fileSchema = z.object({
  status: z.enum(["processing", "paused", "cancelled"]),
  generation: z.int().min(0),
  threshold: z.number().min(0).max(1).optional(),
  reevaluates: z.literal(true).optional(),
  /** Every item of the run has its result, and how the run ended is decided: only a new run changes this. */
  ended: z.literal(true).optional(),
  /** Absent in files of older versions. */
  version: z.int().min(0).optional(),
});
type ControlFile = z.infer<typeof fileSchema>;

/** What was asked of an accepted batch. */
export type ControlState = Omit<ControlFile, "generation" | "version"> & { run: number };
/** The version grows by one with each change; without a change it is 0. */
export type Control = ControlState & { version: number };

export const NO_CONTROL: Control = { status: "processing", run: 0, version: 0 };

/** A file of an older version has no version. */
export type ControlCopy = ControlState & { version?: number | undefined };

export const controlSchema = fileSchema.transform(({ generation, ...rest }): ControlCopy => ({
  ...rest,
  run: generation,
}));

export function encodeControl({ run, ...rest }: ControlCopy): string {
  return JSON.stringify({ ...rest, generation: run } satisfies ControlFile);
}
