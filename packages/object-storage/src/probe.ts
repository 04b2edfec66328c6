import { randomUUID } from "node:crypto";
import type { Bucket } from "./bucket.ts";
import { ObjectStorageError } from "./object-storage-error.ts";

/** Writers of one key at once: servers that check first and write then let several of so many win. */
const WRITERS = 32;

/**
 * Checks that a store keeps what a ledger is built on: of many conditional writes of one key at once exactly one wins,
 * an object that is there is not replaced, one that was changed is not changed again by who read it before, and one
 * that was removed is gone.
 *
 * @throws {ObjectStorageError} `unsuitable` with the sentence that names the store's weakness
 */
export async function assertConditionalWrites(bucket: Bucket): Promise<void> {
  const key = `probes/${randomUUID()}`;
  const refuse = (weakness: string): never => {
    throw new ObjectStorageError("unsuitable", `This object store cannot hold batches: ${weakness}.`);
  };
  try {
    const writers = Array.from({ length: WRITERS }, (_, i) => bucket.putIfAbsent(key, `writer ${i}`));
    const etags = await Promise.all(writers);
    const won = etags.flatMap((etag, i) => (etag === undefined ? [] : [{ etag, text: `writer ${i}` }]));
    if (won.length !== 1)
      refuse(
        `of ${WRITERS} conditional writes (If-None-Match: *) of one key at once ${won.length} succeeded, and not one`,
      );
    const there = await bucket.read(key);
    if (there?.bytes.toString() !== won[0]?.text)
      refuse("a conditional write (If-None-Match: *) that it refused replaced the object that was there");
    await assertChanges(bucket, key, there?.facts.etag ?? "", refuse);
    await assertRemoval(bucket, key, refuse);
  } finally {
    await bucket.remove([key]).catch(() => undefined);
  }
}

async function assertChanges(bucket: Bucket, key: string, etag: string, refuse: (weakness: string) => never) {
  const changes = Array.from({ length: WRITERS }, (_, i) => bucket.putIfMatch(key, `change ${i}`, etag));
  const made = (await Promise.all(changes)).filter((each) => each !== undefined).length;
  if (made !== 1)
    refuse(`of ${WRITERS} changes (If-Match) of one version of a key at once ${made} succeeded, and not one`);
}

/** Some servers take the older versions of a removed object for the object itself. */
async function assertRemoval(bucket: Bucket, key: string, refuse: (weakness: string) => never) {
  const etag = (await bucket.head(key))?.etag ?? "";
  await bucket.remove([key]);
  const isChanged = (await bucket.putIfMatch(key, "change", etag)) !== undefined;
  if (isChanged || (await bucket.putIfAbsent(key, "again")) === undefined)
    refuse(
      "an object that was removed still counts as there (If-None-Match, If-Match); turn off the bucket's versions",
    );
}
