import type { BatchId, CorrectionResponse, ItemHistory } from "@symphony/contract";
import { requestJson } from "./request.ts";
import { sendForm } from "./send-form.ts";
import type { SendOptions } from "./send-form.ts";

/**
 * Sends new files for images that failed.
 *
 * @param seq the image that the one file is for; without it files go by their names
 */
export function sendCorrections(
  id: BatchId,
  files: readonly File[],
  seq: number | undefined,
  options: SendOptions,
): Promise<CorrectionResponse> {
  const form = new FormData();
  if (seq !== undefined) form.append("seqs", String(seq));
  // A folder that is chosen gives its files their paths in it.
  for (const file of files) form.append("files", file, file.webkitRelativePath || file.name);
  return sendForm(`/api/batches/${id}/corrections`, form, options);
}

export const readItemHistory = (id: BatchId, seq: number, signal?: AbortSignal): Promise<ItemHistory> =>
  requestJson(`/api/batches/${id}/items/${seq}/history`, { signal });
