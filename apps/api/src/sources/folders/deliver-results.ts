import { reportOf } from "../../batches/exports/report/report.ts";
import type { ApiDeps } from "../../deps.ts";
import { moveOn, readFolderRecord } from "./folder-record.ts";
import { putBeside } from "./put-beside.ts";

/**
 * Puts results and report of a finished batch beside its folder. Repeated after a crash in between, it puts the same
 * files there.
 *
 * @param isBeside whether what was delivered before still lies there; the results of another state may have replaced it
 * @returns whether nothing is left to do
 */
export async function deliverResults(deps: ApiDeps, dir: string, id: string, isBeside: boolean): Promise<boolean> {
  const record = await readFolderRecord(deps, id);
  if (record === undefined) return false;
  if (record.state === "claimed") return false;
  if (record.state === "delivered" && isBeside) return true;
  const { store } = deps;
  const manifest = await store.manifest(record.batch_id);
  if (manifest !== undefined) {
    // Its results are those of the newest run, which may not have ended.
    if ((await store.final(record.batch_id)) === undefined) return false;
    await putBeside(dir, record.folder, "results.csv", (await store.openCsv(record.batch_id)).stream());
    await putBeside(dir, record.folder, "report.html", reportOf(deps, manifest, {}));
  }
  // A batch that was deleted since has no results.
  if (record.state === "submitted") await moveOn(deps, id, record, "delivered");
  return true;
}
