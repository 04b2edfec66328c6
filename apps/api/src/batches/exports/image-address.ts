import type { BatchId } from "@symphony/contract";

/** Where people look at an image; undefined where the page has no address for people. */
export const imageAddress = (publicUrl: string | undefined, batchId: BatchId, seq: number): string | undefined =>
  publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, "")}/?batch=${batchId}&image=${seq}`;
