import { z } from "zod";
import { countsSchema } from "../batch.ts";
import { batchIdSchema } from "../ids.ts";
import { resultSchema } from "../result.ts";
import { statusSchema } from "../status.ts";
import { skippedFields } from "./fields.ts";

export const completeResponseSchema = z
  .object({
    batch_id: batchIdSchema,
    message: z.string(),
    status: z.enum(["completed", "cancelled"]),
    counts: countsSchema,
    ...skippedFields,
    results: z.array(resultSchema),
  })
  .meta({ id: "Complete" });

export const batchStatusResponseSchema = statusSchema.extend(skippedFields).meta({ id: "BatchStatus" });

export const sendEmailResponseSchema = z.object({ batch_id: batchIdSchema, message: z.string() });

/** `invalid` includes the errors here, and only here, as clients of the original expect. */
export const getCountResponseSchema = z.object({ valid: z.int(), invalid: z.int(), error: z.int(), total: z.int() });
