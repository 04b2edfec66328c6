import { Readable } from "node:stream";
import type { BatchManifest } from "@symphony/batch-store";
import type { ResultFilter } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { skippedOf } from "../../upload/skipped.ts";
import { listedResultOf } from "../results-page.ts";
import { eachMatch } from "./matching-results.ts";

/**
 * Each result as one line of JSON, as pages of results list it, with the digest of the file that was sent. Without a
 * filter what was left out of the batch follows; those lines alone have a `type`, by which readers of results skip them.
 */
export function jsonLinesOf(deps: ApiDeps, manifest: BatchManifest, filter: ResultFilter): Readable {
  async function* lines(): AsyncGenerator<string> {
    for await (const { record, newest } of eachMatch(deps, manifest, filter)) {
      const { sha256 = null } = await deps.store.item(manifest.batch_id, record.seq, record.corrected_in ?? 0);
      yield lineOf({ ...listedResultOf(record, newest), Sha256: sha256 });
    }
    if (Object.values(filter).every((value) => value === undefined)) yield* leftOutLines(manifest);
  }
  return Readable.from(lines());
}

function* leftOutLines(manifest: BatchManifest): Generator<string> {
  const { skipped, skipped_count: count } = skippedOf(manifest);
  for (const { name, reason } of skipped) yield lineOf({ type: "left_out", name, reason });
  if (count > skipped.length) yield lineOf({ type: "left_out_unlisted", count: count - skipped.length });
}

const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;
