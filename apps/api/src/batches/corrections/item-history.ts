import type { ResultRecord } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { ItemHistory } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { listedResultOf } from "../results-page.ts";

/** The files that an image has had, and what was found in each. */
export async function readItemHistory(deps: ApiDeps, id: string, seq: number): Promise<ItemHistory> {
  const manifest = await requireManifest(deps, id);
  const { batch_id: batchId } = manifest;
  if (seq >= manifest.total) throw new Problem("not_found", "The batch has no such image.");
  const { run } = await deps.store.control(batchId);
  const item = await deps.store.item(batchId, seq, run);
  const newest = await deps.store.results.newest(batchId, seq, run);
  const { corrected_in: file } = item;
  const records = await deps.store.results.earlier(batchId, seq);
  const sentAt = new Map((await deps.store.runs(manifest)).map((each) => [each.run, each.started_at]));
  const entryOf = (corrected_in: number, result: ItemHistory["files"][number]["result"]) => ({
    corrected_in,
    sent_at: sentAt.get(corrected_in) ?? null,
    result,
  });
  const isInspected = newest !== undefined && newest.corrected_in === file;
  const review = isInspected ? await deps.store.reviews.newest(batchId, seq) : undefined;
  return {
    batch_id: batchId,
    seq,
    name: item.name,
    files: [
      // Decisions about an earlier file were taken back when the corrected one came.
      ...records.map((record: ResultRecord) => entryOf(record.corrected_in ?? 0, listedResultOf(record, undefined))),
      entryOf(file ?? 0, isInspected ? listedResultOf(newest, review) : null),
    ],
  };
}
