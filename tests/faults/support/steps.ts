import type { BatchManifest } from "@symphony/batch-store";
import { cleanUp, holdOnForSteps, openBatchStore, removeStaleStagings, writeStream } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { ApiDeps } from "../../../apps/api/src/deps.ts";
import { submitBatch } from "../../../apps/api/src/upload/submit.ts";
import {
  chunkDepsOf,
  logger,
  metrics,
  nothing,
  progress,
  queues,
  silent,
  VALID,
} from "../../../apps/worker/fixtures/chunk-deps.ts";
import { createFinalizer } from "../../../apps/worker/src/batch/finalize.ts";
import { createMailSender } from "../../../apps/worker/src/mail/send-mail.ts";
import { createChunkProcessor } from "../../../apps/worker/src/chunk/process-chunk.ts";
import { createWebhookSender } from "../../../apps/worker/src/webhook/send-webhook.ts";
import { openOutbox } from "./sent-mails.ts";

/**
 * The steps that change the disk, taken by the product's own code with neither Redis nor models: a process
 * that does one of them and nothing else can be killed at each of its system calls.
 */
export const NAMES = ["a.jpg", "=b.jpg", "a.jpg"];
export const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
/** Digest of an idempotency key. */
const KEY = "0123456789abcdef".repeat(4);
const HOURS_LATER_MS = 25 * 3_600_000;

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const announce = (store: BatchStore): Promise<void> =>
  store.drafts.write({
    batch_id: BATCH,
    client_id: "faults",
    email: "faults@example.test",
    webhook_url: "https://example.test/hook",
    total: 0,
    created_at: new Date().toISOString(),
  });

async function accept(store: BatchStore): Promise<void> {
  const submission = { batchId: BATCH, clientId: "faults", chunkSize: 2 };
  await submitBatch(
    { store, logger, queues, progress } as unknown as ApiDeps,
    {},
    async (staging) => {
      for (const name of NAMES)
        await staging.addFile(name, (path) => writeStream(path, bytesOf(`bytes of ${name}`), 1_000));
      return { submission, skipped: [] };
    },
    KEY,
  );
}

/** The second item cannot be judged, so that each kind of row is made. */
const inspector = {
  async inspect(path: string) {
    const { ItemError } = await import("../../../apps/worker/src/item-error.ts");
    if (path.endsWith("b.jpg")) throw new ItemError("corrupt_image", "The image is damaged.");
    return VALID;
  },
};

async function judgeItems(store: BatchStore, manifest: BatchManifest): Promise<void> {
  // As a worker does.
  holdOnForSteps();
  const processChunk = createChunkProcessor(chunkDepsOf(store, inspector));
  const itemIds: number[] = [];
  for await (const seq of store.pending(manifest)) itemIds.push(seq);
  const { run } = await store.control(manifest.batch_id);
  if (itemIds.length > 0) await processChunk({ batchId: manifest.batch_id, chunk: 0, run, itemIds }, () => undefined);
}

const finish = (store: BatchStore, { batch_id }: BatchManifest): Promise<void> =>
  createFinalizer({ store, progress, queues, logger, mailHost: "photos.example", startWebhook: nothing })({
    batchId: batch_id,
  });

/** Sends the mail and the webhook of a batch that is finished, where they are due. */
async function tell(store: BatchStore, root: string, { batch_id: batchId }: BatchManifest): Promise<void> {
  const { mailer, web } = openOutbox(root);
  const settings = { MAIL_ATTACH_MAX_BYTES: 1_000_000, PUBLIC_URL: "https://photos.example" };
  await createMailSender({ store, mailer, limit: { take: async () => true }, logger, metrics, settings })({ batchId });
  await createWebhookSender({ store, web, logger, secret: "of both sides only", attempts: 3 })({ batchId });
}

async function retry(store: BatchStore, manifest: BatchManifest): Promise<void> {
  const { run } = await store.control(manifest.batch_id);
  if ((await store.final(manifest.batch_id)) === undefined) return;
  const draft = store.openRunDraft(manifest);
  await draft.begin(run + 1, { seqs: [1], events_before: NAMES.length }).finally(() => draft.discard());
}

async function eachBatch(store: BatchStore, work: (manifest: BatchManifest) => Promise<void>): Promise<void> {
  for (const id of await store.list()) {
    const manifest = await store.manifest(id);
    if (manifest !== undefined) await work(manifest);
  }
}

export const STEPS = {
  announce,
  accept: (store: BatchStore) => accept(store),
  inspect: (store: BatchStore) => eachBatch(store, (manifest) => judgeItems(store, manifest)),
  finish: (store: BatchStore) => eachBatch(store, (manifest) => finish(store, manifest)),
  tell: (store: BatchStore, root: string) => eachBatch(store, (manifest) => tell(store, root, manifest)),
  retry: (store: BatchStore) => eachBatch(store, (manifest) => retry(store, manifest)),
  clean: async (store: BatchStore, root: string) =>
    void (await cleanUp(root, store, { finishedHours: 24, pendingHours: 72 }, Date.now() + HOURS_LATER_MS)),
};
export type Step = keyof typeof STEPS | "live";

/** A batch's whole life in one go, so that what one step left unsynced is still so in the next. */
const LIFE: ReadonlyArray<keyof typeof STEPS> = [
  "announce",
  "accept",
  "inspect",
  "finish",
  "tell",
  "retry",
  "inspect",
  "finish",
  "tell",
];

/** @param done told of each part that is done */
export async function takeStep(step: Step, root: string, done: (step: Step) => void = silent): Promise<void> {
  const store = await openBatchStore(root);
  for (const each of step === "live" ? LIFE : [step]) {
    await STEPS[each](store, root);
    done(each);
  }
}

/** What started processes do with what others left: remains go, open items are judged, batches finished. */
export async function recover(root: string): Promise<void> {
  const store = await openBatchStore(root);
  await removeStaleStagings(root);
  await eachBatch(store, async (manifest) => {
    // The first try may find a damaged row, which the second has judged again.
    for (
      let tries = 0;
      tries < 2 && ((await store.final(manifest.batch_id)) === undefined || (await store.hasLeftovers(manifest)));
      tries += 1
    ) {
      await judgeItems(store, manifest);
      await finish(store, manifest);
    }
    await tell(store, root, manifest);
  });
  await cleanUp(root, store, { finishedHours: 24, pendingHours: 72 });
}
