import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { readIfPresent, replaceFile } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { ResultRecord } from "../results/result-record.ts";

/** `failed.json`: the items that ended in an error, so that a retry need not read all results. */
const failedSchema = z.object({ seqs: z.array(z.int().min(0)) });

export function writeFailedItems(paths: Paths, batchId: BatchId, run: number, seqs: number[]): Promise<void> {
  return replaceFile(paths.failed(batchId, run), JSON.stringify({ seqs } satisfies z.infer<typeof failedSchema>));
}

/** @param results all results, for batches that an older version finished, or whose list is damaged */
export async function readFailedItems(
  paths: Paths,
  batchId: BatchId,
  run: number,
  results: () => AsyncIterable<ResultRecord>,
): Promise<number[]> {
  const text = await readIfPresent(paths.failed(batchId, run));
  const known = text === undefined ? undefined : decodeFailedItems(text);
  if (known !== undefined) return known;
  const seqs: number[] = [];
  for await (const { seq, result } of results()) if (result.Is_Valid === "Error") seqs.push(seq);
  return seqs;
}

function decodeFailedItems(text: string): number[] | undefined {
  try {
    return failedSchema.safeParse(JSON.parse(text)).data?.seqs;
  } catch {
    return undefined;
  }
}
