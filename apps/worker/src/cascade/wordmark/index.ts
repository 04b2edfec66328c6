import type { StageType } from "../stage.ts";
import { wordmarkSchema } from "./schema.ts";
import { openWordmarkStage } from "./wordmark-stage.ts";

export const wordmark: StageType<typeof wordmarkSchema> = {
  type: "wordmark",
  schema: wordmarkSchema,
  open: openWordmarkStage,
};
