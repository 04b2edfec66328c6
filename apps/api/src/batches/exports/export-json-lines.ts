import { Readable } from "node:stream";
import type { BatchManifest } from "@symphony/batch-store";
import type { ResultFilter } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { listedResultOf } from "../results-page.ts";
import { eachMatch } from "./matching-results.ts";

/** Each result as one line of JSON, as pages of results list it, with the digest of the file that was sent. */
export function jsonLinesOf(deps: ApiDeps, manifest: BatchManifest, filter: ResultFilter): Readable {
  async function* lines(): AsyncGenerator<string> {
    for await (const { record, newest } of eachMatch(deps, manifest, filter)) {
      const { sha256 = null } = await deps.store.item(manifest.batch_id, record.seq);
      yield `${JSON.stringify({ ...listedResultOf(record, newest), Sha256: sha256 })}\n`;
    }
  }
  return Readable.from(lines());
}
