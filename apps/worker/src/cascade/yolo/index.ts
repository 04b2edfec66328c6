import type { StageType } from "../stage.ts";
import { yoloSchema } from "./schema.ts";
import { openYoloStage } from "./yolo-stage.ts";

export const yolo: StageType<typeof yoloSchema> = { type: "yolo", schema: yoloSchema, open: openYoloStage };
