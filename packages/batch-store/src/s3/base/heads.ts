import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import type { Bucket } from "@symphony/object-storage";
import { manifestSchema } from "../../intake/manifest.ts";
import { keepNewest } from "../../keep-newest.ts";
import { StoreError } from "../../store-error.ts";
import { contentKeys, KEYS } from "./keys.ts";
import type { ContentKeys } from "./keys.ts";
import { readObject } from "./objects.ts";

/** The one object whose existence says that a batch is there. It never changes. */
const headSchema = z.object({ manifest: manifestSchema, content: z.uuid() });
export type Head = z.infer<typeof headSchema>;

/** How long a process goes on where a batch was, after another one removed it or used its id again. */
const HEAD_MAX_AGE_MS = 5_000;
const HEADS_KEPT = 1_000;

export interface Heads {
  /** As it is now. */
  read(batchId: BatchId): Promise<Head | undefined>;
  /** Where the content of a batch is; a few seconds old at most. */
  find(batchId: BatchId): Promise<ContentKeys | undefined>;
  /** @throws {StoreError} `missing` */
  keysOf(batchId: BatchId): Promise<ContentKeys>;
  /** As it is now: for what people say of a batch, which must not go to one that is gone. @throws {StoreError} `missing` */
  newestKeysOf(batchId: BatchId): Promise<ContentKeys>;
  /** @returns whether the id was free */
  put(head: Head): Promise<boolean>;
  remove(batchId: BatchId): Promise<void>;
}

export function createHeads(bucket: Bucket): Heads {
  const kept = new Map<BatchId, { content: string; readAt: number }>();

  const keep = (batchId: BatchId, head: Head | undefined): void => {
    if (head === undefined) kept.delete(batchId);
    else keepNewest(kept, batchId, { content: head.content, readAt: performance.now() }, HEADS_KEPT);
  };
  const read = async (batchId: BatchId): Promise<Head | undefined> => {
    const head = await readObject(bucket, KEYS.head(batchId), headSchema);
    keep(batchId, head);
    return head;
  };
  /** One request for all who ask at the same time. */
  const reading = new Map<BatchId, Promise<Head | undefined>>();
  const readTogether = (batchId: BatchId): Promise<Head | undefined> => {
    const head = reading.get(batchId) ?? read(batchId).finally(() => reading.delete(batchId));
    reading.set(batchId, head);
    return head;
  };
  const find = async (batchId: BatchId): Promise<ContentKeys | undefined> => {
    const known = kept.get(batchId);
    const isFresh = known !== undefined && performance.now() - known.readAt < HEAD_MAX_AGE_MS;
    const content = isFresh ? known.content : (await readTogether(batchId))?.content;
    return content === undefined ? undefined : contentKeys(content);
  };

  const missing = (batchId: BatchId): StoreError => new StoreError("missing", `Batch ${batchId} is not there.`);

  return {
    read,
    find,
    async keysOf(batchId) {
      const keys = await find(batchId);
      if (keys === undefined) throw missing(batchId);
      return keys;
    },
    async newestKeysOf(batchId) {
      const head = await read(batchId);
      if (head === undefined) throw missing(batchId);
      return contentKeys(head.content);
    },
    async put(head) {
      const etag = await bucket.putIfAbsent(KEYS.head(head.manifest.batch_id), JSON.stringify(head));
      if (etag !== undefined) keep(head.manifest.batch_id, head);
      return etag !== undefined;
    },
    async remove(batchId) {
      await bucket.remove([KEYS.head(batchId)]);
      keep(batchId, undefined);
    },
  };
}
