import type { Counts } from "@symphony/contract";
import type { BatchManifest } from "./manifest.ts";

/** The pending list as existing readers of the folder know it: the names of the items still to do, and the counts. */
export function encodePendingList(
  manifest: BatchManifest,
  names: string[],
  counts: Counts,
  updatedAt = manifest.accepted_at,
): string {
  return JSON.stringify({
    batch_id: manifest.batch_id,
    client_id: manifest.client_id,
    chunk_size: manifest.chunk_size,
    [manifest.kind === "files" ? "files_names" : "image_urls"]: names,
    processed: counts.processed,
    total: counts.total,
    valid: counts.valid,
    invalid: counts.invalid,
    error: counts.error,
    created_at: manifest.created_at,
    updated_at: updatedAt,
  });
}
