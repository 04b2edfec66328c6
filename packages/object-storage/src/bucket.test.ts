import { randomUUID } from "node:crypto";
import { readdir, readlink, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import type { TestObjectStore } from "@symphony/test-support/system/object-store";
import { createBucket } from "./bucket.ts";
import type { Bucket } from "./bucket.ts";
import { countRequests } from "./count-requests.ts";
import { ObjectStorageError } from "./object-storage-error.ts";
import { assertConditionalWrites } from "./probe.ts";
import type { Requests } from "./requests.ts";
import { createS3Requests } from "./s3.ts";

const program = findObjectStore();
const withServer = program === undefined ? describe.skip : describe;

withServer("a bucket of a real store", () => {
  let server: TestObjectStore;
  let requests: Requests;
  let bucket: Bucket;
  beforeAll(async () => {
    server = await startObjectStore(program ?? "");
    requests = createS3Requests({ ...server, forcePathStyle: true });
  });
  afterAll(async () => {
    requests.close();
    await server.stop();
  });
  const fresh = (): string => `${randomUUID()}/`;

  test("a machine whose clock is an hour off writes and reads all the same", async () => {
    const { now } = Date;
    const skewed = createS3Requests({ ...server, forcePathStyle: true });
    Date.now = () => now() + 3_600_000;
    try {
      const own = createBucket(skewed, fresh());
      expect(await own.putIfAbsent("a", "1")).toBeDefined();
      expect((await own.read("a"))?.bytes.toString()).toBe("1");
    } finally {
      Date.now = now;
      skewed.close();
    }
  });

  test("a file that cannot be sent leaves no descriptor open, and one that is not there only fails", async () => {
    const path = join(tmpdir(), `symphony-put-${randomUUID()}`);
    await writeFile(path, Buffer.alloc(5_000_000));
    const busy = createServer((_request, response) => void response.writeHead(400).end());
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
    const own = createS3Requests({ ...server, endpoint, forcePathStyle: true });
    await expect(own.put("a", { path, size: 5_000_000 }, {})).rejects.toMatchObject({ name: "ObjectStorageError" });
    const links = await Promise.all(
      (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
    );
    expect(links.filter((link) => link.startsWith(path))).toEqual([]);
    await expect(requests.put("b", { path: `${path}-gone`, size: 5 }, {})).rejects.toMatchObject({ code: "ENOENT" });
    own.close();
    busy.closeAllConnections();
    busy.close();
    await rm(path);
  });

  test("bytes come back as they were put, with their etag and type, and are gone once they are removed", async () => {
    bucket = createBucket(requests, fresh());
    const etag = await bucket.put("a/b c+ü.txt", "text", "text/plain");
    expect(await bucket.head("a/b c+ü.txt")).toMatchObject({ size: 4, etag, contentType: "text/plain" });
    const read = await bucket.read("a/b c+ü.txt");
    expect([read?.bytes.toString(), read?.facts.key]).toEqual(["text", "a/b c+ü.txt"]);
    const part = await bucket.open("a/b c+ü.txt", { from: 1, to: 2 });
    expect(part && (await text(part.stream))).toBe("ex");
    expect([await bucket.copy("a/b c+ü.txt", "copy"), await bucket.copy("nothing", "x")]).toEqual([true, false]);
    await bucket.remove(["a/b c+ü.txt", "never there"]);
    expect([await bucket.read("a/b c+ü.txt"), await bucket.head("a/b c+ü.txt")]).toEqual([undefined, undefined]);
    expect((await bucket.read("copy"))?.bytes.toString()).toBe("text");
  });

  test("a file of this machine is sent whole", async () => {
    bucket = createBucket(requests, fresh());
    const path = join(tmpdir(), randomUUID());
    await writeFile(path, "x".repeat(100_000));
    await bucket.put("file", { path, size: 100_000 });
    expect((await bucket.read("file"))?.bytes.length).toBe(100_000);
  });

  test("a listing has every key once and in order, page by page, and none of another prefix", async () => {
    bucket = createBucket(requests, fresh());
    const keys = Array.from({ length: 25 }, (_, i) => `list/${String(i).padStart(3, "0")}`);
    await Promise.all([...keys, "other/1", "list0"].map((key) => bucket.put(key, "x")));
    const listed: string[] = [];
    for await (const { key } of bucket.list({ prefix: "list/", max: 10 })) listed.push(key);
    expect(listed).toEqual(keys);
    const rest: string[] = [];
    for await (const { key } of bucket.list({ prefix: "list/", after: "list/022" })) rest.push(key);
    expect(rest).toEqual(["list/023", "list/024"]);
  });

  test("of many conditional writers one wins, and a change names the version that it replaces", async () => {
    bucket = createBucket(requests, fresh());
    const etags = await Promise.all(Array.from({ length: 20 }, (_, i) => bucket.putIfAbsent("one", `${i}`)));
    const [won, ...others] = etags.filter((etag) => etag !== undefined);
    expect(others).toEqual([]);
    expect((await bucket.read("one"))?.bytes.toString()).toBe(`${etags.indexOf(won)}`);
    const changed = await bucket.putIfMatch("one", "changed", won ?? "");
    expect(changed).toBeDefined();
    expect(await bucket.putIfMatch("one", "late", won ?? "")).toBeUndefined();
    expect(await bucket.putIfMatch("nothing", "x", won ?? "")).toBeUndefined();
    expect((await bucket.read("one"))?.bytes.toString()).toBe("changed");
  });

  test("the probe accepts it, and refuses a store that checks first and writes then", async () => {
    bucket = createBucket(requests, fresh());
    await assertConditionalWrites(bucket);
    const careless: Requests = {
      ...requests,
      put: async (key, body, { ifAbsent, ifMatch, ...rest }) => {
        const there = await requests.head(key);
        if (ifAbsent === true && there !== undefined) return "precondition";
        if (ifMatch !== undefined && there?.etag !== ifMatch) return "precondition";
        return requests.put(key, body, rest);
      },
    };
    await expect(assertConditionalWrites(createBucket(careless, fresh()))).rejects.toMatchObject({
      code: "unsuitable",
      message: expect.stringMatching(/^This object store cannot hold batches: of 32 conditional writes/),
    });
  });

  test("a write whose response was lost counts as one's own, and another's does not", async () => {
    const lossy = (write: boolean): Requests => {
      let lost = false;
      return {
        ...requests,
        put: async (key, body, options) => {
          if (lost) return requests.put(key, body, options);
          lost = true;
          if (write) await requests.put(key, body, options);
          throw new ObjectStorageError("unavailable", "the connection broke off");
        },
      };
    };
    const prefix = fresh();
    bucket = createBucket(requests, prefix);
    const etag = await createBucket(lossy(true), prefix).putIfAbsent("a", "mine");
    expect(etag).toBe((await bucket.head("a"))?.etag);
    expect(await createBucket(lossy(true), prefix).putIfMatch("a", "changed", etag ?? "")).toBeDefined();
    expect(await createBucket(lossy(true), prefix).putIfAbsent("a", "late")).toBeUndefined();
    expect(await createBucket(lossy(false), prefix).putIfAbsent("b", "second try")).toBeDefined();
    expect((await bucket.read("a"))?.bytes.toString()).toBe("changed");
  });

  test("requests are counted by kind", async () => {
    const counts = { get: 0, head: 0, put: 0, copy: 0, remove: 0, list: 0 };
    bucket = createBucket(countRequests(requests, counts), fresh());
    await bucket.putIfAbsent("a", "x");
    await bucket.read("a");
    await bucket.remove(["a"]);
    expect(counts).toEqual({ get: 1, head: 0, put: 1, copy: 0, remove: 1, list: 0 });
  });

  test.each([
    ["wrong credentials", { credentials: { accessKeyId: "symphony", secretAccessKey: "wrong" } }, "denied"],
    ["no such bucket", { bucket: "not-there" }, "missing"],
  ])("says what is wrong: %s", async (_name, wrong, code) => {
    const refused = createS3Requests({ ...server, forcePathStyle: true, ...wrong });
    const failure = expect(createBucket(refused).put("a", "x")).rejects.toMatchObject({
      name: "ObjectStorageError",
      code,
    });
    await failure;
    refused.close();
  });
});
