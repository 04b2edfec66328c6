import { beforeEach, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { commitFiles, commitUrls } from "../fixtures/batches.ts";
import type { BatchManifest, Item } from "../src/intake/manifest.ts";
import type { Stores } from "./batch-store-contract.ts";

const MISSING = { name: "StoreError", code: "missing" };

export function testPayloads(stores: Stores): void {
  let manifest: BatchManifest;
  let item: Item;
  beforeEach(async () => {
    manifest = await commitFiles(stores.store, ["a.jpg", "b.jpg"]);
    item = await stores.store.item(manifest.batch_id, 0);
  });

  async function readPayload(of: Item): Promise<string> {
    const file = await stores.other.payloads.open(manifest.batch_id, of);
    try {
      return await readFile(file.path, "utf8");
    } finally {
      await file.release();
    }
  }

  test("an item's bytes can be read again and again", async () => {
    expect(await readPayload(item)).toBe("bytes of a.jpg");
    expect(await readPayload(item)).toBe("bytes of a.jpg");
    expect(await readPayload(await stores.store.item(manifest.batch_id, 1))).toBe("bytes of b.jpg");
  });

  test("removed bytes are missing, and the neighbour's stay", async () => {
    await stores.store.payloads.remove(manifest.batch_id, item);
    await stores.store.payloads.remove(manifest.batch_id, item);
    await expect(readPayload(item)).rejects.toMatchObject(MISSING);
    expect(await readPayload(await stores.store.item(manifest.batch_id, 1))).toBe("bytes of b.jpg");
  });

  test("kept bytes can be read, kept again and removed", async () => {
    const { payloads } = stores.store;
    await payloads.keep(manifest.batch_id, item);
    await payloads.keep(manifest.batch_id, item);
    expect(await readPayload(item)).toBe("bytes of a.jpg");
    await payloads.remove(manifest.batch_id, item);
    await payloads.keep(manifest.batch_id, item);
    await expect(readPayload(item)).rejects.toMatchObject(MISSING);
  });

  test("an item of a URL has no bytes", async () => {
    manifest = await commitUrls(stores.store, ["http://x.test/a.jpg"]);
    item = await stores.store.item(manifest.batch_id, 0);
    await stores.store.payloads.keep(manifest.batch_id, item);
    await stores.store.payloads.remove(manifest.batch_id, item);
    await expect(readPayload(item)).rejects.toMatchObject(MISSING);
  });
}
