import type { StageType } from "../stage.ts";
import { verifySchema } from "./schema.ts";
import { openVerifyStage } from "./verify-stage.ts";

export const verify: StageType<typeof verifySchema> = { type: "verify", schema: verifySchema, open: openVerifyStage };
