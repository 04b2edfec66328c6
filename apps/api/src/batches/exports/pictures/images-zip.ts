import type { Readable } from "node:stream";
import type { BatchManifest } from "@symphony/batch-store";
import type { ResultFilter } from "@symphony/contract";
import type { ApiDeps } from "../../../deps.ts";
import { createEntryNames, withoutScheme } from "../../../archive/entry-names.ts";
import { storedZipOf } from "../../../archive/stored-zip.ts";
import { textEntry } from "../../../archive/zip-entry.ts";
import type { ZipEntry } from "../../../archive/zip-entry.ts";
import { eachMatch } from "../matching-results.ts";
import { openOriginal } from "./open-picture.ts";

/** Images named as left out; of more only the number is given. */
const LEFT_OUT_LISTED_MAX = 1_000;

/**
 * The images in a folder for each verdict that counts, with their own folders as uploaded: the files as they were sent
 * where those are kept, else their views.
 */
export function imagesZipOf(deps: ApiDeps, manifest: BatchManifest, filter: ResultFilter): Readable {
  async function* entries(): AsyncGenerator<ZipEntry> {
    const nameOf = createEntryNames();
    const leftOut: string[] = [];
    let leftOutCount = 0;
    for await (const { record, effective } of eachMatch(deps, manifest, filter)) {
      const item = await deps.store.item(manifest.batch_id, record.seq, record.corrected_in ?? 0);
      const picture = await openOriginal(deps, manifest.batch_id, item);
      if (picture !== undefined) {
        yield { name: nameOf(`${effective}/${withoutScheme(item.name)}`, picture.ending), open: picture.stream };
        continue;
      }
      leftOutCount += 1;
      if (leftOut.length < LEFT_OUT_LISTED_MAX) leftOut.push(`${effective}\t${item.name}`);
    }
    if (leftOutCount > 0) yield textEntry(nameOf("left-out.txt"), leftOutText(leftOut, leftOutCount));
  }
  return storedZipOf(entries());
}

function leftOutText(lines: readonly string[], count: number): string {
  const more = count > lines.length ? [`… and ${count - lines.length} more`] : [];
  return [`No picture of these ${count} images is kept:`, ...lines, ...more, ""].join("\n");
}
