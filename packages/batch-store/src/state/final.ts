import { finalSchema } from "./final-schema.ts";
import type { Final } from "./final-schema.ts";
import type { BatchId } from "@symphony/contract";
import { readControl } from "./control.ts";
import { readIfThere } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";

/** The marker of the present generation's end, or `undefined` while there is something left to do. */
export async function readFinal(paths: Paths, batchId: BatchId): Promise<Final | undefined> {
  const { run } = await readControl(paths, batchId);
  const text = await readIfThere(paths.final(batchId, run));
  return text === undefined ? undefined : finalSchema.parse(JSON.parse(text));
}
