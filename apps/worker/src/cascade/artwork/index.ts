import type { StageType } from "../stage.ts";
import { openArtworkStage } from "./artwork-stage.ts";
import { artworkSchema } from "./schema.ts";

export const artwork: StageType<typeof artworkSchema> = {
  type: "artwork",
  schema: artworkSchema,
  open: openArtworkStage,
};
