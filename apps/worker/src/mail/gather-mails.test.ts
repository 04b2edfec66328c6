import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomInt, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { MailWindow } from "@symphony/messaging";
import { errorRecord } from "../result-record.ts";
import { digestIdOf } from "./digest.ts";
import { gatherMails, readDueMail } from "./gather-mails.ts";

const ROUNDS = 15;
let root: string;
let stores: BatchStore[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-mails-"));
  stores = [await openBatchStore(root), await openBatchStore(root)];
});
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

async function finishedBatch(store: BatchStore): Promise<BatchId> {
  const staging = await store.openStaging();
  staging.addUrl("https://example.test/a.jpg");
  const details = { client_id: null, email: "qa@example.com", chunk_size: 1, single: false };
  const manifest = await staging.commit({ ...details, batch_id: randomUUID(), created_at: new Date().toISOString() });
  const item = await store.item(manifest.batch_id, 0);
  const record = errorRecord({ manifest, item, attempts: 1, milliseconds: 1 }, "internal", "Failed.");
  await store.results.putIfAbsent(record);
  await store.finish(manifest);
  await store.mail.intend(manifest.batch_id, "photos.example");
  return manifest.batch_id;
}

/** What a Redis that was emptied at some moment may say: any of the batches, whatever it said before. */
const forgetful = (batches: readonly BatchId[]): MailWindow => ({
  take: async () => ({ others: batches.filter(() => randomInt(2) === 0) }),
});

test("however many workers send the mails of some batches at once, one mail tells of each", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const batches = await Promise.all(Array.from({ length: 3 }, () => finishedBatch(stores[0] as BatchStore)));
    const told = new Map(batches.map((batch) => [batch, new Set<string>()]));
    /** Sends the mail of a batch as a worker does; some die before they note it, as many do after a while. */
    const send = async (store: BatchStore, batch: BatchId, dies: boolean): Promise<void> => {
      const due = await readDueMail(store, batch);
      if (due === undefined) return;
      await setTimeout(randomInt(3));
      const gathered = await gatherMails(store, forgetful(batches), due);
      if ("of" in gathered) return send(store, gathered.of, dies);
      if (!("mails" in gathered)) throw new Error("nothing is deferred here");
      const id = gathered.mails.length > 1 ? digestIdOf(due.intent.message_id) : due.intent.message_id;
      await setTimeout(randomInt(3));
      for (const { manifest } of gathered.mails) told.get(manifest.batch_id)?.add(id);
      if (dies) return;
      for (const { manifest, intent } of gathered.mails.toReversed())
        await store.mail.done(manifest.batch_id, intent, "sent");
    };
    const sendAll = (deaths: () => boolean): Promise<unknown> =>
      Promise.all(stores.flatMap((store) => batches.map((batch) => send(store, batch, deaths()))));
    await sendAll(() => randomInt(2) === 0);
    // Recovery finds what is still due, again and again.
    for (let i = 0; i < batches.length; i += 1) await sendAll(() => false);
    expect([...told.values()].map(({ size }) => size)).toEqual(batches.map(() => 1));
    expect(await Promise.all(batches.map((batch) => stores[0]?.mail.due(batch)))).toEqual(batches.map(() => undefined));
  }
});
