import type { Readable } from "node:stream";

/** Where a bucket is. Without credentials those of the environment, a profile or the machine's role count. */
export interface BucketSettings {
  bucket: string;
  /** Another store than AWS; `https://host` or `http://host:port`. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  forcePathStyle?: boolean | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined } | undefined;
}

export interface ObjectFacts {
  key: string;
  size: number;
  /** Different for each content; changes name it to be made only once. */
  etag: string;
  /** By the store's own clock, to the second. */
  modifiedAt: Date;
  contentType?: string | undefined;
  /** Who wrote it: a word that the writer chose for this one write. */
  writer?: string | undefined;
}

export interface OpenedObject extends ObjectFacts {
  /** Read it to its end or destroy it: it holds a connection. */
  stream: Readable;
}

export interface ListedPage {
  objects: ObjectFacts[];
  /** With a delimiter: what is common to the keys that were left out. */
  prefixes: string[];
  /** Where the next page begins; undefined after the last one. */
  next: string | undefined;
}

export interface ListQuery {
  prefix: string;
  /** Only keys after this one. */
  after?: string | undefined;
  /** Keys that have it after the prefix are shown as one prefix. */
  delimiter?: string | undefined;
  max?: number | undefined;
}

/** What is written: small bytes, or a file of this machine that is read as often as it is sent. */
export type Body = Uint8Array | { path: string; size: number };

export interface PutOptions {
  contentType?: string | undefined;
  /** Only if there is no object. */
  ifAbsent?: boolean | undefined;
  /** Only if the object has this etag. */
  ifMatch?: string | undefined;
  writer?: string | undefined;
}

/** What became of one conditional write: `conflict` means that another one was under way. */
export type PutOutcome = { etag: string } | "precondition" | "conflict";

/**
 * One request each, without a second try. They throw `ObjectStorageError`; `unavailable` of a write says nothing about
 * whether it was made.
 */
export interface Requests {
  get(key: string, range?: { from: number; to: number }): Promise<OpenedObject | undefined>;
  head(key: string): Promise<ObjectFacts | undefined>;
  put(key: string, body: Body, options: PutOptions): Promise<PutOutcome>;
  /** @returns false when there is nothing to copy */
  copy(from: string, to: string): Promise<boolean>;
  /** Removes up to 1,000 objects; one that is gone already is fine. */
  remove(keys: readonly string[]): Promise<void>;
  list(query: ListQuery): Promise<ListedPage>;
  close(): void;
}
