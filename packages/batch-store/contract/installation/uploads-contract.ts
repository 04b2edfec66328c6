import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { until } from "@symphony/test-support/system";
import { bytesOf, detailsOf } from "../../fixtures/batches.ts";
import { ChecksumError, TooLargeError } from "../../src/store-error.ts";
import type { Stores } from "../batch-store-contract.ts";

/** Uploads in parts: what one process began, another one goes on with. */
export function testUploads(stores: Stores): void {
  const begin = async (length: number): Promise<string> => {
    const id = randomUUID();
    await stores.store.uploads.create({ id, length, name: "a/b.jpg", metadata: { filename: "a/b.jpg", is: null } });
    return id;
  };
  const codeOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: { code?: string }) => error.code);

  test("another process goes on where one left off, and the file becomes an item", async () => {
    const { store, other } = stores;
    const id = await begin(6);
    expect(await other.uploads.read(id)).toMatchObject({ id, length: 6, offset: 0, metadata: { is: null } });
    expect(await store.uploads.append(id, 0, bytesOf("o", "ne"))).toBe(3);
    expect(await codeOf(store.uploads.open(id))).toBe("incomplete");
    expect(await other.uploads.append(id, 3, bytesOf("two"))).toBe(6);
    const staging = await store.openStaging();
    await staging.addStored("a/b.jpg", await store.uploads.open(id), 6);
    await expect(staging.addStored("c.jpg", await store.uploads.open(id), 5)).rejects.toThrow(TooLargeError);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    await other.uploads.remove(id);
    const sha256 = createHash("sha256").update("onetwo").digest("hex");
    const item = await other.item(manifest.batch_id, 0);
    expect([manifest.total, item]).toMatchObject([1, { name: "a/b.jpg", size: 6, sha256 }]);
    const file = await other.payloads.open(manifest.batch_id, item);
    expect(await readFile(file.path, "utf8")).toBe("onetwo");
    await file.release();
    expect(await store.uploads.read(id)).toBeUndefined();
    expect(await codeOf(store.uploads.append(id, 6, bytesOf("x")))).toBe("missing");
  });

  test("what came before a connection broke off counts", async () => {
    const id = await begin(9);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("abc");
      throw new Error("the connection broke off");
    }
    await expect(stores.store.uploads.append(id, 0, broken())).rejects.toThrow("the connection broke off");
    expect(await stores.other.uploads.read(id)).toMatchObject({ offset: 3 });
  });

  test("bytes are taken only where the next one belongs, and no more than it has", async () => {
    const { uploads } = stores.store;
    const id = await begin(4);
    expect(await codeOf(uploads.append(id, 1, bytesOf("x")))).toBe("version_conflict");
    await expect(uploads.append(id, 0, bytesOf("abcde"))).rejects.toThrow(TooLargeError);
    expect(await uploads.append(id, 0, bytesOf("abc"))).toBe(3);
    expect(await codeOf(uploads.append(id, 0, bytesOf("abc")))).toBe("version_conflict");
  });

  test("of a part with a checksum all bytes count or none", async () => {
    const { uploads } = stores.store;
    const id = await begin(6);
    const sha1 = (text: string) => ({ algorithm: "sha1", digest: createHash("sha1").update(text).digest() }) as const;
    expect(await uploads.append(id, 0, bytesOf("abc"), sha1("abc"))).toBe(3);
    await expect(uploads.append(id, 3, bytesOf("def"), sha1("xyz"))).rejects.toThrow(ChecksumError);
    expect(await uploads.read(id)).toMatchObject({ offset: 3 });
    expect(await uploads.append(id, 3, bytesOf("def"), sha1("def"))).toBe(6);
  });

  test("a caller that comes again goes on, and what the one before still adds does not count", async () => {
    const { store, other } = stores;
    const id = await begin(8);
    let goOn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("abcd");
      await waiting;
      yield Buffer.from("wxyz");
    }
    const first = codeOf(store.uploads.append(id, 0, slow()));
    await until(async () => (await other.uploads.read(id))?.offset === 4, "its bytes are here");
    expect(await other.uploads.append(id, 4, bytesOf("ef"))).toBe(6);
    await other.expire({ finishedHours: 24, pendingHours: 72 }, Date.now());
    goOn();
    expect(await first).toBe("busy");
    expect(await store.uploads.append(id, 6, bytesOf("gh"))).toBe(8);
    const file = await other.uploads.open(id);
    expect(await readFile(file.path, "utf8")).toBe("abcdefgh");
  });

  test("of many callers at once every byte counts once", async () => {
    const { store, other } = stores;
    const id = await begin(20);
    for (let round = 0; round < 5; round += 1) {
      const { offset = 0 } = (await store.uploads.read(id)) ?? {};
      const callers = Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? store : other));
      const added = await Promise.all(
        callers.map(({ uploads }) => codeOf(uploads.append(id, offset, bytesOf("abcd")))),
      );
      for (const each of added) expect(["busy", "version_conflict", offset + 4]).toContain(each);
    }
    const { offset = 0 } = (await other.uploads.read(id)) ?? {};
    expect(await other.uploads.append(id, offset, bytesOf("abcdabcdabcdabcdabcd".slice(offset)))).toBe(20);
    expect(await readFile((await store.uploads.open(id)).path, "utf8")).toBe("abcdabcdabcdabcdabcd");
  });

  test.each(["../../../etc/passwd", "nonsense", "", randomUUID()])("there is no upload %j", async (id) => {
    expect(await stores.store.uploads.read(id)).toBeUndefined();
    expect(await codeOf(stores.store.uploads.append(id, 0, bytesOf("x")))).toBe("missing");
    await stores.store.uploads.remove(id);
  });
}
