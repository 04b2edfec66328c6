import { randomUUID } from "node:crypto";
import { webhookAttemptSchema } from "@symphony/contract";
import type { BatchId, WebhookAttempt } from "@symphony/contract";
import { newIntent } from "../../notifications/mail-markers.ts";
import {
  encodeMailIntent,
  mailDoneSchema,
  mailIntentSchema,
  webhookDoneSchema,
} from "../../notifications/marker-schemas.ts";
import type { MailDone, WebhookDone } from "../../notifications/marker-schemas.ts";
import type { MailMarkers, Webhooks } from "../../port.ts";
import { padded } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readObject } from "../base/objects.ts";
import { readControl } from "../state/control.ts";
import { markReopened } from "../state/reopened.ts";

export function createObjectMailMarkers(ledger: ObjectLedger): MailMarkers {
  const { bucket, heads } = ledger;
  const runOf = async (batchId: BatchId): Promise<number> => (await readControl(ledger, batchId)).run;

  return {
    async intend(batchId, host) {
      const [keys, run] = [await heads.keysOf(batchId), await runOf(batchId)];
      await bucket.putIfAbsent(keys.mailIntent(run), encodeMailIntent(newIntent(batchId, run, host)));
    },
    async askAgain(batchId, host, askedAt) {
      await markReopened(ledger, batchId);
      const [keys, run] = [await heads.keysOf(batchId), await runOf(batchId)];
      const intent = { ...newIntent(batchId, run, host, askedAt), again: true as const };
      await bucket.put(keys.mailIntent(run), encodeMailIntent(intent));
      await bucket.remove([keys.mailDone(run)]);
    },
    async due(batchId) {
      const keys = await heads.find(batchId);
      if (keys === undefined) return undefined;
      const run = await runOf(batchId);
      const intent = await readObject(bucket, keys.mailIntent(run), mailIntentSchema);
      if (intent === undefined) return undefined;
      return (await bucket.head(keys.mailDone(run))) === undefined ? intent : undefined;
    },
    async join(batchId, intent, digest) {
      const keys = await heads.keysOf(batchId);
      await bucket.put(keys.mailIntent(intent.run), encodeMailIntent({ ...intent, digest: [...digest] }));
    },
    async done(batchId, intent, outcome) {
      const keys = await heads.keysOf(batchId);
      const done: MailDone = { outcome, message_id: intent.message_id, at: new Date().toISOString() };
      await bucket.putIfAbsent(keys.mailDone(intent.run), JSON.stringify(mailDoneSchema.parse(done)));
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
