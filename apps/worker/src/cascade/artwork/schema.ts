import { z } from "zod";
import { commonKeys, modelFile, words } from "../stage-keys.ts";

/** Each artwork is looked for in each picture. */
const FILES_MAX = 8;

export const artworkSchema = z.strictObject({
  ...commonKeys,
  type: z.literal("artwork"),
  /** Pictures of the mark alone, transparent or not, below the folder of cascade.json. */
  files: z
    .array(modelFile)
    .min(1, "must list at least one picture of the mark")
    .max(FILES_MAX, `must list at most ${FILES_MAX} pictures of the mark`),
  /** Names that are written in the mark; none when it has no letters. */
  words: z.union([words, z.tuple([])]).default([]),
  /** Whether marks that are turned over, as in a mirror, are looked for too. */
  mirrored: z.boolean().default(false),
});
export type ArtworkConfig = z.infer<typeof artworkSchema>;
