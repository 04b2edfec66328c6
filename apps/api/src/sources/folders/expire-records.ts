import type { ApiDeps } from "../../deps.ts";
import { readFolderRecord } from "./folder-record.ts";

/** Records of folders that are gone stay this long: a share that is away for a while comes back with all of them. */
const KEPT_MS = 90 * 24 * 3_600_000;

/** Removes the records of folders that have been gone for months; those of folders that are there stay. */
export async function expireFolderRecords(deps: ApiDeps, folders: ReadonlySet<string>): Promise<void> {
  for await (const id of deps.store.sources.list("folders")) {
    const record = await readFolderRecord(deps, id);
    if (record === undefined || folders.has(record.folder)) continue;
    if (Date.now() - Date.parse(record.at) > KEPT_MS) await deps.store.sources.remove("folders", id);
  }
}
