import { finalSchema } from "@symphony/contract";
import type { BatchId, Final } from "@symphony/contract";
import { readControl } from "./control.ts";
import { readIfThere } from "./durable.ts";
import type { Paths } from "./paths.ts";

/** The marker of the present generation's end, or `undefined` while there is something left to do. */
export async function readFinal(paths: Paths, batchId: BatchId): Promise<Final | undefined> {
  const { generation } = await readControl(paths, batchId);
  const text = await readIfThere(paths.final(batchId, generation));
  return text === undefined ? undefined : finalSchema.parse(JSON.parse(text));
}
