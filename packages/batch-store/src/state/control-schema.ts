import { z } from "zod";

/**
 * A run that checks corrected files, until it has ended. Versions without corrections would inspect the files of the
 * submission; this value is none that they can read, so they leave the batch to others.
 */
const CORRECTS = "corrected files";

/** `control.json` as it stands on disk. `generation` is the number of the run; the key is older than the word. */
const fileSchema = z.object({
  status: z.enum(["processing", "paused", "cancelled"]),
  generation: z.int().min(0),
  threshold: z.number().min(0).max(1).optional(),
  reevaluates: z.union([z.literal(true), z.literal(CORRECTS)]).optional(),
  /** Every item of the run has its result, and how the run ended is decided: only a new run changes this. */
  ended: z.literal(true).optional(),
  /** Absent in files of older versions. */
  version: z.int().min(0).optional(),
});
type ControlFile = z.infer<typeof fileSchema>;

/** What was asked of an accepted batch. */
export type ControlState = Omit<ControlFile, "generation" | "version" | "reevaluates"> & {
  run: number;
  reevaluates?: true | undefined;
  /** Whether the run checks corrected files and has not ended. */
  corrects?: true | undefined;
};
/** The version grows by one with each change; without a change it is 0. */
export type Control = ControlState & { version: number };

export const NO_CONTROL: Control = { status: "processing", run: 0, version: 0 };

/** A file of an older version has no version. */
export type ControlCopy = ControlState & { version?: number | undefined };

export const controlSchema = fileSchema.transform(({ generation, reevaluates, ...rest }): ControlCopy => ({
  ...rest,
  ...(reevaluates === true ? { reevaluates } : {}),
  ...(reevaluates === CORRECTS ? { corrects: true } : {}),
  run: generation,
}));

export function encodeControl({ run, corrects, reevaluates, ...rest }: ControlCopy): string {
  const kind = corrects === true ? CORRECTS : reevaluates;
  return JSON.stringify({ ...rest, reevaluates: kind, generation: run } satisfies ControlFile);
}
