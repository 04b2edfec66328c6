import type { ApiDeps } from "../../deps.ts";
import { moveOn, readFolderRecord } from "./folder-record.ts";

/** Records of folders that are gone stay this long: a share that is away for a while comes back with all of them. */
const KEPT_MS = 90 * 24 * 3_600_000;
/** How often the record of a folder notes that it is there. */
const SEEN_EVERY_MS = 24 * 3_600_000;

/** Removes the records of folders that have been gone for months; those of folders that are there stay. */
export async function expireFolderRecords(deps: ApiDeps, folders: ReadonlySet<string>): Promise<void> {
  // A mount point without its share.
  if (folders.size === 0) return;
  for await (const id of deps.store.sources.list("folders")) {
    const record = await readFolderRecord(deps, id);
    if (record === undefined) continue;
    const age = Date.now() - Date.parse(record.at);
    if (!folders.has(record.folder)) {
      if (age > KEPT_MS) await deps.store.sources.remove("folders", id);
    } else if (age > SEEN_EVERY_MS) await moveOn(deps, id, record, record.state);
  }
}
