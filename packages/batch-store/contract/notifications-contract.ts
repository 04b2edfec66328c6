import { beforeEach, expect, test } from "@jest/globals";
import { commitUrls, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import type { MailIntent } from "../src/notifications/marker-schemas.ts";
import type { Stores } from "./batch-store-contract.ts";

export function testNotifications(stores: Stores): void {
  let manifest: BatchManifest;
  let batchId: string;
  beforeEach(async () => {
    manifest = await commitUrls(stores.store, ["http://x.test/a"]);
    batchId = manifest.batch_id;
  });

  async function startNextRun(): Promise<void> {
    await stores.store.results.putIfAbsent(resultOf(manifest, 0, "Error"));
    await stores.store.finish(manifest);
    await stores.store.startRun(manifest, { run: 1, seqs: "all", eventsBefore: 1 });
  }

  test("a mail is due from its intent until it is done, under one Message-ID", async () => {
    const { store, other } = stores;
    expect(await other.mail.due(batchId)).toBeUndefined();
    await store.mail.intend(batchId, "photos.example");
    const intent = (await other.mail.due(batchId)) as MailIntent;
    expect(intent).toMatchObject({ run: 0, message_id: `<${batchId}@photos.example>` });
    await other.mail.intend(batchId, "other.example");
    expect(await other.mail.due(batchId)).toEqual(intent);
    await store.mail.done(batchId, intent, "sent");
    await store.mail.intend(batchId, "photos.example");
    expect(await other.mail.due(batchId)).toBeUndefined();
  });

  test("a mail that is asked for again is due again, under the same Message-ID", async () => {
    const { store, other } = stores;
    await store.mail.intend(batchId, "photos.example");
    await store.mail.done(batchId, (await store.mail.due(batchId)) as MailIntent, "refused");
    await store.mail.askAgain(batchId, "photos.example", "2026-01-02T00:00:00.000Z");
    expect(await other.mail.due(batchId)).toEqual({
      run: 0,
      message_id: `<${batchId}@photos.example>`,
      asked_at: "2026-01-02T00:00:00.000Z",
      again: true,
    });
  });

  test("whose mail tells of a batch, and of which batches, is decided once", async () => {
    const { store, other } = stores;
    const [first, second] = ["3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21", "4f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21"];
    await store.mail.intend(batchId, "photos.example");
    const intent = (await store.mail.due(batchId)) as MailIntent;
    const claims = await Promise.all(
      [store, other].map(({ mail }, i) => mail.claim(batchId, intent, [first, second][i]!)),
    );
    expect(new Set(claims).size).toBe(1);
    const lists = await Promise.all(
      [store, other].map(({ mail }, i) => mail.list(batchId, intent, [batchId, [first, second][i]!])),
    );
    expect(lists[0]).toEqual(lists[1]);
    expect(await other.mail.due(batchId)).toEqual({ ...intent, of: claims[0], digest: lists[0] });
  });

  test("a mail that was sent can be read, and one that is asked for again is its own", async () => {
    const { store, other } = stores;
    await store.mail.intend(batchId, "photos.example");
    const intent = (await store.mail.due(batchId)) as MailIntent;
    await store.mail.list(batchId, intent, [batchId]);
    await store.mail.done(batchId, intent, "sent");
    expect(await other.mail.intent(batchId)).toEqual({ ...intent, digest: [batchId] });
    await store.mail.askAgain(batchId, "photos.example", "2026-01-02T00:00:00.000Z");
    expect((await other.mail.due(batchId))?.digest).toBeUndefined();
  });

  test("the mail of a later run is another one", async () => {
    const { store, other } = stores;
    await store.mail.intend(batchId, "photos.example");
    await startNextRun();
    expect(await other.mail.due(batchId)).toBeUndefined();
    await store.mail.intend(batchId, "photos.example");
    expect(await other.mail.due(batchId)).toMatchObject({ run: 1, message_id: `<${batchId}.1@photos.example>` });
  });

  test("a webhook has its attempts, and the first outcome stays", async () => {
    const { store, other } = stores;
    const attempt = { at: "2026-01-01T00:00:00.000Z", http_status: 500, ms: 3, error: null };
    expect([await other.webhooks.attempts(batchId, 0), await other.webhooks.done(batchId, 0)]).toEqual([[], undefined]);
    for (const status of [500, 200]) await store.webhooks.note(batchId, 0, { ...attempt, http_status: status });
    expect((await other.webhooks.attempts(batchId, 0)).map(({ http_status }) => http_status)).toEqual([500, 200]);
    await store.webhooks.finish(batchId, 0, "delivered");
    await other.webhooks.finish(batchId, 0, "failed");
    expect(await other.webhooks.done(batchId, 0)).toMatchObject({ outcome: "delivered" });
    expect([await other.webhooks.attempts(batchId, 1), await other.webhooks.done(batchId, 1)]).toEqual([[], undefined]);
  });

  test("that results were written back is noted for a run", async () => {
    const { store, other } = stores;
    expect(await other.writeBacks.isDone(batchId, 0)).toBe(false);
    for (let i = 0; i < 2; i += 1) await store.writeBacks.finish(batchId, 0);
    expect([await other.writeBacks.isDone(batchId, 0), await other.writeBacks.isDone(batchId, 1)]).toEqual([
      true,
      false,
    ]);
  });
}
