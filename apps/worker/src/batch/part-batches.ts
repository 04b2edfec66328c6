import type { BatchManifest, BatchStore } from "@symphony/batch-store";

/**
 * Whether a part batch is not to be checked any more: its upload is gone, because a batch was made of it or because it
 * expired. What is checked by then is found by that batch in the result cache.
 */
export const isPartOver = async (
  { uploads }: Pick<BatchStore, "uploads">,
  { batch_id: uploadId, part_of }: Pick<BatchManifest, "batch_id" | "part_of">,
): Promise<boolean> => part_of !== undefined && (await uploads.read(uploadId)) === undefined;
