import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { failureOf, isConflict, isMissing, isPreconditionFailed } from "./failure.ts";
import type { BucketSettings, ListedPage, ListQuery, ObjectFacts, Requests } from "./requests.ts";
import { ObjectStorageError } from "./object-storage-error.ts";

/** Connections of one process; further requests wait for one. */
const CONNECTIONS_MAX = 128;
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest time of one request without the bytes that it sends: a write that was given up may still be made for so long. */
export const REQUEST_MAX_MS = 60_000;
/** The slowest line that writes are waited for: 5 GiB take 43 minutes on it. */
const SENT_BYTES_PER_MS = 2_048;

/** The requests of the S3 protocol that are used here, to one bucket. */
export function createS3Requests(settings: BucketSettings): Requests {
  const { bucket: Bucket } = settings;
  /** Loaded with the first request: most installations have no bucket. */
  let loaded: Promise<Library> | undefined;
  const load = (): Promise<Library> => (loaded ??= loadLibrary(settings));

  /** Sends a request; `absent` is what a 404 means. */
  async function send<T>(request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await request();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw failureOf(error);
    }
  }
  const options = () => ({ abortSignal: AbortSignal.timeout(REQUEST_MAX_MS) });

  return {
    async get(key, range) {
      const Range = range && `bytes=${range.from}-${range.to}`;
      // Its body is read after this call, for as long as its reader likes.
      const { client, sdk } = await load();
      const found = await send(() => client.send(new sdk.GetObjectCommand({ Bucket, Key: key, Range })));
      return found && { ...factsOf(key, found), stream: found.Body as Readable };
    },
    async head(key) {
      const { client, sdk } = await load();
      const found = await send(() => client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }), options()));
      return found && factsOf(key, found);
    },
    async put(key, body, { contentType, ifAbsent, ifMatch, writer }) {
      const { client, sdk } = await load();
      const isFile = !(body instanceof Uint8Array);
      const size = isFile ? body.size : body.length;
      // The client library leaves it open, and does not listen to it, when a request fails early.
      const file = isFile ? createReadStream(body.path) : undefined;
      const unreadable = new AbortController();
      file?.on("error", (error) => unreadable.abort(error));
      const limit = Math.ceil(REQUEST_MAX_MS + size / SENT_BYTES_PER_MS);
      const command = new sdk.PutObjectCommand({
        Bucket,
        Key: key,
        Body: file ?? (body as Uint8Array),
        ContentLength: size,
        ContentType: contentType,
        IfMatch: ifMatch,
        ...(ifAbsent === true ? { IfNoneMatch: "*" } : {}),
        ...(writer === undefined ? {} : { Metadata: { writer } }),
      });
      try {
        const abortSignal = AbortSignal.any([AbortSignal.timeout(limit), unreadable.signal]);
        return { etag: (await client.send(command, { abortSignal, requestTimeout: limit })).ETag ?? "" };
      } catch (error) {
        if (file?.errored) throw file.errored;
        if (isPreconditionFailed(error) || (ifMatch !== undefined && isMissing(error))) return "precondition";
        if (isConflict(error)) return "conflict";
        throw failureOf(error);
      } finally {
        file?.destroy();
      }
    },
    async copy(from, to) {
      const CopySource = `${Bucket}/${encodeURIComponent(from)}`;
      const { client, sdk } = await load();
      const command = new sdk.CopyObjectCommand({ Bucket, Key: to, CopySource });
      const copied = await send(() => client.send(command, options()));
      return copied !== undefined;
    },
    async remove(keys) {
      const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
      const { client, sdk } = await load();
      const removed = await send(() => client.send(new sdk.DeleteObjectsCommand({ Bucket, Delete }), options()));
      const [failed] = (removed?.Errors ?? []).filter(({ Code }) => Code !== "NoSuchKey");
      if (failed === undefined) return;
      const code = failed.Code === "AccessDenied" ? "denied" : "unavailable";
      throw new ObjectStorageError(code, `The object store did not remove ${failed.Key}: ${failed.Message}.`);
    },
    async list({ prefix, after, delimiter, max }) {
      const query = { Bucket, Prefix: prefix, StartAfter: after, Delimiter: delimiter, MaxKeys: max };
      const { client, sdk } = await load();
      const page = await send(() => client.send(new sdk.ListObjectsV2Command(query), options()));
      if (page === undefined) throw new ObjectStorageError("missing", `There is no bucket ${Bucket}.`);
      return pageOf(page, prefix);
    },
    close: () => void loaded?.then(({ client }) => client.destroy()),
  };
}

interface Library {
  sdk: typeof import("@aws-sdk/client-s3");
  client: S3Client;
}

/** Tries are counted and repeated by `withRetries`, which knows what a repeated write means. */
async function loadLibrary({ endpoint, region, forcePathStyle, credentials }: BucketSettings): Promise<Library> {
  const sdk = await import("@aws-sdk/client-s3");
  const client = new sdk.S3Client({
    maxAttempts: 1,
    region: region ?? "us-east-1",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(credentials === undefined ? {} : { credentials }),
    // Others than AWS do not know the checksums that the client would add.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_MAX_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: CONNECTIONS_MAX },
      httpsAgent: { keepAlive: true, maxSockets: CONNECTIONS_MAX },
    },
  });
  return { sdk, client };
}

interface Headers {
  ContentLength?: number | undefined;
  ContentType?: string | undefined;
  ETag?: string | undefined;
  LastModified?: Date | undefined;
  Metadata?: Record<string, string> | undefined;
}

const factsOf = (key: string, headers: Headers): ObjectFacts => ({
  key,
  size: headers.ContentLength ?? 0,
  etag: headers.ETag ?? "",
  modifiedAt: headers.LastModified ?? new Date(0),
  contentType: headers.ContentType,
  writer: headers.Metadata?.["writer"],
});

interface Listing {
  Contents?: Array<{ Key?: string; Size?: number; ETag?: string; LastModified?: Date }>;
  CommonPrefixes?: Array<{ Prefix?: string }>;
  IsTruncated?: boolean;
}

/** The next page begins after the last key: some stores forget their continuation tokens. */
function pageOf({ Contents = [], CommonPrefixes = [], IsTruncated }: Listing, prefix: ListQuery["prefix"]): ListedPage {
  const objects = Contents.map(({ Key = "", Size = 0, ETag = "", LastModified = new Date(0) }) => ({
    key: Key,
    size: Size,
    etag: ETag,
    modifiedAt: LastModified,
  }));
  const prefixes = CommonPrefixes.map(({ Prefix = "" }) => Prefix);
  // After a prefix come the keys that do not begin with it: no key has a character after the last one.
  const ends = [objects.at(-1)?.key ?? prefix, ...prefixes.slice(-1).map((each) => `${each}\u{10ffff}`)];
  return { objects, prefixes, next: IsTruncated === true ? ends.toSorted().at(-1) : undefined };
}
