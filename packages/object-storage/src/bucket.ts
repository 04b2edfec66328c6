import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { failureOf } from "./failure.ts";
import { ObjectStorageError } from "./object-storage-error.ts";
import type { Body, ListQuery, ObjectFacts, OpenedObject, PutOptions, Requests } from "./requests.ts";
import { withRetries } from "./retries.ts";
import { unlessSilent } from "./unless-silent.ts";

/** Keys of one request that removes objects: what the protocol allows. */
export const REMOVED_AT_ONCE = 1_000;

/** A stream that fails when its source stops, and whose end, before the first byte too, is that of its source. */
function silenceEnds(source: Readable): Readable {
  const stream = Readable.from(unlessSilent(source), { objectMode: false });
  // Nobody reads the source before the stream is read.
  source.on("error", (error) => stream.destroy(error));
  return stream.once("close", () => source.destroy());
}

/** Objects below one prefix of a bucket; keys are relative to it. Whatever fails is an `ObjectStorageError`. */
export interface Bucket {
  /** @param range of bytes, its last one included */
  read(key: string, range?: { from: number; to: number }): Promise<{ bytes: Buffer; facts: ObjectFacts } | undefined>;
  head(key: string): Promise<ObjectFacts | undefined>;
  /** Reads an object as a stream, which is not begun again when the connection breaks. */
  open(key: string, range?: { from: number; to: number }): Promise<OpenedObject | undefined>;
  /** Copies an object to a new file, from its beginning again where the connection breaks. */
  download(key: string, path: string): Promise<ObjectFacts | undefined>;
  /** Writes an object, whether there is one or not. @returns its etag */
  put(key: string, body: Body | string, contentType?: string): Promise<string>;
  /** Of many writers exactly one wins. @returns the etag of what this call wrote, or undefined when there is an object */
  putIfAbsent(key: string, body: Body | string): Promise<string | undefined>;
  /** @returns the new etag, or undefined when the object has another etag than this one */
  putIfMatch(key: string, body: Body | string, etag: string): Promise<string | undefined>;
  /** @returns false when there is nothing to copy */
  copy(from: string, to: string): Promise<boolean>;
  remove(keys: readonly string[]): Promise<void>;
  /** All objects in the order of their keys; one request for each thousand. */
  list(query?: Partial<ListQuery>): AsyncGenerator<ObjectFacts>;
  close(): void;
}

/** What the file system reports of a file, and not of a connection. */
const isSystemError = (error: unknown, ...calls: string[]): boolean =>
  ["open", ...calls].includes((error as { syscall?: string }).syscall ?? "") && "path" in (error as object);

/** @param prefix of all keys, empty or with a slash at its end */
export function createBucket(requests: Requests, prefix = ""): Bucket {
  const textOf = (body: Body | string): Body => (typeof body === "string" ? Buffer.from(body) : body);

  /**
   * A write that is made on a condition. After a try whose outcome is not known "somebody else's is there" may mean
   * one's own: the writer's word in the object tells.
   */
  async function putOnce(key: string, body: Body | string, condition: PutOptions): Promise<string | undefined> {
    const writer = randomUUID();
    return withRetries(async (tries) => {
      const outcome = await requests.put(prefix + key, textOf(body), { ...condition, writer });
      if (outcome === "conflict") return "conflict";
      if (outcome !== "precondition") return outcome.etag;
      if (tries === 1) return undefined;
      const there = await requests.head(prefix + key);
      return there?.writer === writer ? there.etag : undefined;
    });
  }

  return {
    read: (key, range) =>
      withRetries(async () => {
        const found = await requests.get(prefix + key, range);
        if (found === undefined) return undefined;
        const { stream, ...facts } = found;
        const bytes = await buffer(unlessSilent(stream)).catch((error: unknown) => {
          throw failureOf(error);
        });
        return { bytes, facts: { ...facts, key } };
      }),
    head: async (key) => {
      const facts = await withRetries(() => requests.head(prefix + key));
      return facts && { ...facts, key };
    },
    open: async (key, range) => {
      const opened = await withRetries(() => requests.get(prefix + key, range));
      return opened && { ...opened, key, stream: silenceEnds(opened.stream) };
    },
    download: (key, path) =>
      withRetries(async () => {
        const found = await requests.get(prefix + key);
        if (found === undefined) return undefined;
        const { stream, ...facts } = found;
        await pipeline(unlessSilent(stream), createWriteStream(path)).catch((error: unknown) => {
          // A disk that is full stays what it is.
          throw isSystemError(error, "write") ? error : failureOf(error);
        });
        return { ...facts, key };
      }),
    put: (key, body, contentType) =>
      withRetries(async () => {
        const outcome = await requests.put(prefix + key, textOf(body), { contentType });
        return typeof outcome === "string" ? "conflict" : outcome.etag;
      }),
    putIfAbsent: (key, body) => putOnce(key, body, { ifAbsent: true }),
    putIfMatch: (key, body, etag) => putOnce(key, body, { ifMatch: etag }),
    copy: (from, to) => withRetries(() => requests.copy(prefix + from, prefix + to)),
    async remove(keys) {
      for (let first = 0; first < keys.length; first += REMOVED_AT_ONCE) {
        const some = keys.slice(first, first + REMOVED_AT_ONCE).map((key) => prefix + key);
        await withRetries(() => requests.remove(some));
      }
    },
    async *list({ prefix: below = "", after, max, delimiter } = {}) {
      let next = after === undefined ? undefined : prefix + after;
      do {
        const page = await withRetries(() => requests.list({ prefix: prefix + below, after: next, max, delimiter }));
        for (const facts of page.objects) yield { ...facts, key: facts.key.slice(prefix.length) };
        if (page.next !== undefined && page.next === next)
          throw new ObjectStorageError("unsuitable", "The store's list of objects does not get on.");
        next = page.next;
      } while (next !== undefined);
    },
    close: () => requests.close(),
  };
}
