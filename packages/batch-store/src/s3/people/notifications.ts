import { randomUUID } from "node:crypto";
import { webhookAttemptSchema } from "@symphony/contract";
import type { BatchId, WebhookAttempt } from "@symphony/contract";
import { newIntent } from "../../notifications/mail-markers.ts";
import {
  encodeMailIntent,
  mailBatchesSchema,
  mailDoneSchema,
  mailIntentSchema,
  mailOfSchema,
  webhookDoneSchema,
} from "../../notifications/marker-schemas.ts";
import type { MailDone, MailIntent, WebhookDone } from "../../notifications/marker-schemas.ts";
import { writtenBackNow } from "../../notifications/write-backs.ts";
import type { MailMarkers, Webhooks, WriteBacks } from "../../port.ts";
import { padded } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readObject } from "../base/objects.ts";
import { readControl } from "../state/control.ts";
import { markReopened } from "../state/reopened.ts";

export function createObjectMailMarkers(ledger: ObjectLedger): MailMarkers {
  const { bucket, heads } = ledger;
  const runOf = async (batchId: BatchId): Promise<number> => (await readControl(ledger, batchId)).run;

  async function intent(batchId: BatchId): Promise<MailIntent | undefined> {
    const keys = await heads.find(batchId);
    if (keys === undefined) return undefined;
    const run = await runOf(batchId);
    const found = await readObject(bucket, keys.mailIntent(run), mailIntentSchema);
    if (found === undefined || found.again === true) return found;
    const of = await readObject(bucket, keys.mailOf(run), mailOfSchema);
    const batches = await readObject(bucket, keys.mailBatches(run), mailBatchesSchema);
    return { ...found, ...(of && { of: of.of }), ...(batches && { digest: batches.batches }) };
  }

  return {
    async intend(batchId, host) {
      const [keys, run] = [await heads.keysOf(batchId), await runOf(batchId)];
      await bucket.putIfAbsent(keys.mailIntent(run), encodeMailIntent(newIntent(batchId, run, host)));
    },
    async askAgain(batchId, host, askedAt) {
      await markReopened(ledger, batchId);
      const [keys, run] = [await heads.keysOf(batchId), await runOf(batchId)];
      const again = { ...newIntent(batchId, run, host, askedAt), again: true as const };
      await bucket.put(keys.mailIntent(run), encodeMailIntent(again));
      await bucket.remove([keys.mailDone(run)]);
    },
    intent,
    async due(batchId) {
      const found = await intent(batchId);
      const key = found && (await heads.find(batchId))?.mailDone(found.run);
      return key !== undefined && (await bucket.head(key)) === undefined ? found : undefined;
    },
    async claim(batchId, { run }, of) {
      const key = (await heads.keysOf(batchId)).mailOf(run);
      if ((await bucket.putIfAbsent(key, JSON.stringify({ of }))) !== undefined) return of;
      return (await readObject(bucket, key, mailOfSchema))?.of ?? of;
    },
    async list(batchId, { run }, batches) {
      const key = (await heads.keysOf(batchId)).mailBatches(run);
      if ((await bucket.putIfAbsent(key, JSON.stringify({ batches }))) !== undefined) return batches;
      return (await readObject(bucket, key, mailBatchesSchema))?.batches ?? batches;
    },
    async done(batchId, { run, message_id }, outcome) {
      const keys = await heads.keysOf(batchId);
      const done: MailDone = { outcome, message_id, at: new Date().toISOString() };
      await bucket.putIfAbsent(keys.mailDone(run), JSON.stringify(mailDoneSchema.parse(done)));
    },
    async outcome(batchId) {
      const keys = await heads.find(batchId);
      return keys === undefined ? undefined : readObject(bucket, keys.mailDone(await runOf(batchId)), mailDoneSchema);
    },
  };
}

/** An object for each attempt, and a marker after the last one. */
export function createObjectWebhooks({ bucket, heads }: ObjectLedger): Webhooks {
  let noted = 0;
  return {
    async note(batchId, run, attempt) {
      const keys = await heads.keysOf(batchId);
      noted += 1;
      const name = `${Date.now()}~${padded(noted)}~${randomUUID()}`;
      await bucket.put(`${keys.webhookAttempts(run)}${name}`, JSON.stringify(attempt));
    },
    async attempts(batchId, run) {
      const prefix = (await heads.find(batchId))?.webhookAttempts(run);
      if (prefix === undefined) return [];
      const attempts: WebhookAttempt[] = [];
      for (const name of await namesBelow(bucket, prefix)) {
        const attempt = await readObject(bucket, `${prefix}${name}`, webhookAttemptSchema);
        if (attempt !== undefined) attempts.push(attempt);
      }
      return attempts;
    },
    async finish(batchId, run, outcome) {
      const done: WebhookDone = { outcome, at: new Date().toISOString() };
      await bucket.putIfAbsent((await heads.keysOf(batchId)).webhookDone(run), JSON.stringify(done));
    },
    async done(batchId, run) {
      const key = (await heads.find(batchId))?.webhookDone(run);
      return key === undefined ? undefined : readObject(bucket, key, webhookDoneSchema);
    },
  };
}

export function createObjectWriteBacks({ bucket, heads }: ObjectLedger): WriteBacks {
  return {
    async isDone(batchId, run) {
      const key = (await heads.find(batchId))?.writtenBack(run);
      return key !== undefined && (await bucket.head(key)) !== undefined;
    },
    async finish(batchId, run) {
      await bucket.putIfAbsent((await heads.keysOf(batchId)).writtenBack(run), writtenBackNow());
    },
  };
}
