import { expect, test } from "@jest/globals";
import { createReadStream, existsSync } from "node:fs";
import { appendFile, open, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Readable } from "node:stream";
import { StoreError } from "../store-error.ts";
import { CallerError } from "./caller-error.ts";
import { sync } from "./durable.ts";
import { withStoreErrors } from "./with-store-errors.ts";

const NOWHERE = "/nowhere/at/all";
const MISSING = { name: "StoreError", code: "missing", cause: { code: "ENOENT" } };

async function syncNothing(): Promise<void> {
  const nothing = await open("/dev/null", "w");
  await sync(nothing).finally(() => nothing.close());
}

test.each([
  ["missing", () => readFile(NOWHERE)],
  ["unavailable", () => readFile(tmpdir())],
  ["not_durable", syncNothing],
  ...(existsSync("/dev/full") ? ([["full", () => appendFile("/dev/full", "x")]] as const) : []),
] as Array<[string, () => Promise<unknown>]>)("a failure of the file system is %s", async (code, fail) => {
  await expect(withStoreErrors({ fail }).fail()).rejects.toMatchObject({ name: "StoreError", code });
});

test("other errors pass unchanged", async () => {
  const errors = [new Error("a bug"), new StoreError("already_committed", "x"), new TypeError("y")];
  for (const error of errors) {
    const { sync, later } = withStoreErrors({
      sync: () => {
        throw error;
      },
      later: () => Promise.reject(error),
    });
    expect(sync).toThrow(error);
    await expect(later()).rejects.toBe(error);
  }
});

test("what a caller's own source threw comes back as it was", async () => {
  const theirs = Object.assign(new Error("reset"), { code: "EIO", errno: -5 });
  const { add } = withStoreErrors({ add: () => Promise.reject(new CallerError(theirs)) });
  await expect(add()).rejects.toBe(theirs);
});

test("members, what methods give, generators and streams are wrapped too", async () => {
  const fail = (): Promise<unknown> => readFile(NOWHERE);
  async function* items(): AsyncGenerator<number> {
    yield 1;
    await fail();
  }
  const store = withStoreErrors({
    part: { fail },
    openReader: async () => (_seq: number) => fail(),
    openStaging: async () => ({ count: 0, fail }),
    openFile: async () => ({ size: 1, stream: () => createReadStream(NOWHERE) as Readable }),
    items,
  });
  const seen: number[] = [];
  await expect(store.part.fail()).rejects.toMatchObject(MISSING);
  await expect((await store.openReader())(0)).rejects.toMatchObject(MISSING);
  await expect((await store.openStaging()).fail()).rejects.toMatchObject(MISSING);
  await expect(
    (async () => {
      for await (const item of store.items()) seen.push(item);
    })(),
  ).rejects.toMatchObject(MISSING);
  expect(seen).toEqual([1]);
  const { stream } = await store.openFile();
  await expect(stream().toArray()).rejects.toMatchObject(MISSING);
});

test("records pass as they are, and getters give the present value", async () => {
  const record = { seq: 1, nested: { at: new Map([[1, "x"]]) } };
  let count = 0;
  const wrapped = withStoreErrors({
    read: async () => record,
    add: () => {
      count += 1;
    },
    get count() {
      return count;
    },
  });
  expect(await wrapped.read()).toBe(record);
  wrapped.add();
  expect(wrapped.count).toBe(1);
});
