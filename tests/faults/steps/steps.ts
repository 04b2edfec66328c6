import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import { logger, metrics, noop, progress, queues, resolved } from "@symphony/test-support/stubs";
import { submitBatch } from "../../../apps/api/src/batches/submit-batch.ts";
import type { ApiDeps } from "../../../apps/api/src/deps.ts";
import { createSkippedFiles } from "../../../apps/api/src/upload/skipped.ts";
import { lapseLeases } from "../machine/leases.ts";
import { createFinalizer } from "../../../apps/worker/src/batch/finalize.ts";
import { createChunkProcessor } from "../../../apps/worker/src/chunk/process-chunk.ts";
import { createMailSender } from "../../../apps/worker/src/mail/send-mail.ts";
import { createWebhookSender } from "../../../apps/worker/src/webhook/send-webhook.ts";
import { chunkDepsOf } from "./chunk-deps.ts";
import { PEOPLE_STEPS } from "./people-steps.ts";
import type { PeopleStep } from "./people-steps.ts";
import { createSenders } from "./sent-notifications.ts";

/*
 * The steps that change the disk. The product's own code takes them, with neither Redis nor models: a process that
 * takes one of them and does nothing else can be killed at each of its system calls.
 */

export const NAMES = ["a.jpg", "=b.jpg", "a.jpg"];
export const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
/** Digest of an idempotency key. */
const KEY = "0123456789abcdef".repeat(4);
const RULES = { finishedHours: 24, pendingHours: 72 };
const PAST_RETENTION_MS = 25 * 3_600_000;
const MAX_FILE_BYTES = 1_000;

const writeDraft = (store: BatchStore, total = 0): Promise<void> =>
  store.drafts.write({
    batch_id: BATCH,
    client_id: "faults",
    email: "faults@example.test",
    webhook_url: "https://example.test/hook",
    total,
    created_at: new Date().toISOString(),
  });

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function accept(store: BatchStore): Promise<void> {
  const submission = { batchId: BATCH, clientId: "faults", chunkSize: 2 };
  await submitBatch(
    { store, logger, queues, progress } as unknown as ApiDeps,
    { headers: {} },
    async (staging) => {
      for (const name of NAMES) await staging.addFile(name, bytesOf(`bytes of ${name}`), MAX_FILE_BYTES);
      return { submission, skipped: createSkippedFiles() };
    },
    KEY,
  );
}

async function inspectItems(store: BatchStore, manifest: BatchManifest): Promise<void> {
  const processChunk = createChunkProcessor(chunkDepsOf(store));
  const itemIds: number[] = [];
  for await (const seq of store.pending(manifest)) itemIds.push(seq);
  const { run } = await store.control(manifest.batch_id);
  if (itemIds.length > 0) await processChunk({ batchId: manifest.batch_id, chunk: 0, run, itemIds });
}

const finish = (store: BatchStore, { batch_id: batchId }: BatchManifest): Promise<void> =>
  createFinalizer({
    buckets: new Map(),
    store,
    progress,
    queues,
    logger,
    inspector: { fingerprint: "model" },
    mailHost: "photos.example",
    startWebhook: resolved,
  })({ batchId });

/** Sends the mail and the webhook of a finished batch, where they are due. */
async function notify(store: BatchStore, root: string, { batch_id: batchId }: BatchManifest): Promise<void> {
  const { mailer, http } = createSenders(root);
  const settings = { MAIL_ATTACH_MAX_BYTES: 1_000_000, PUBLIC_URL: "https://photos.example" };
  const limit = { take: async () => true };
  // The window is always open: this batch has a mail of its own, which is noted like that of several.
  const window = { take: async () => ({ others: [] }) };
  await createMailSender({ store, queues, mailer, limit, window, logger, metrics, settings })({ batchId });
  await createWebhookSender({ store, http, logger, secret: "shared secret of both", attempts: 3 })({ batchId });
}

async function retry(store: BatchStore, manifest: BatchManifest): Promise<void> {
  const { run } = await store.control(manifest.batch_id);
  if ((await store.final(manifest.batch_id)) === undefined) return;
  await store.startRun(manifest, { run: run + 1, seqs: [1], eventsBefore: NAMES.length });
}

async function eachBatch(store: BatchStore, work: (manifest: BatchManifest) => Promise<void>): Promise<void> {
  for (const id of await store.list()) {
    const manifest = await store.manifest(id);
    if (manifest !== undefined) await work(manifest);
  }
}

/** As steps that find their batch themselves. */
function peopleSteps() {
  const entries = Object.entries(PEOPLE_STEPS).map(([name, take]) => [
    name,
    (store: BatchStore) => eachBatch(store, async (manifest) => void (await take(store, manifest))),
  ]);
  return Object.fromEntries(entries) as Record<PeopleStep, (store: BatchStore) => Promise<void>>;
}

export const STEPS = {
  draft: (store: BatchStore) => writeDraft(store),
  changeDraft: (store: BatchStore) => writeDraft(store, NAMES.length),
  accept: (store: BatchStore) => accept(store),
  inspect: (store: BatchStore) => eachBatch(store, (manifest) => inspectItems(store, manifest)),
  finish: (store: BatchStore) => eachBatch(store, (manifest) => finish(store, manifest)),
  notify: (store: BatchStore, root: string) => eachBatch(store, (manifest) => notify(store, root, manifest)),
  retry: (store: BatchStore) => eachBatch(store, (manifest) => retry(store, manifest)),
  ...peopleSteps(),
  expire: async (store: BatchStore) => void (await store.expire(RULES, Date.now() + PAST_RETENTION_MS)),
};
export type Step = keyof typeof STEPS | "live";

/** The whole life of a batch in one process: what one step left unsynced is still unsynced in the next. */
export const LIFE: ReadonlyArray<keyof typeof STEPS> = [
  "draft",
  "accept",
  "inspect",
  "finish",
  "notify",
  "retry",
  "inspect",
  "finish",
  "notify",
];

/** @param onDone is called after each part */
export async function takeStep(step: Step, root: string, onDone: (step: Step) => void = noop): Promise<void> {
  const store = await openBatchStore(root);
  for (const each of step === "live" ? LIFE : [step]) {
    await STEPS[each](store, root);
    onDone(each);
  }
}

/** What processes do when they start: remove remains, process the items that are left, finish the batches. */
export async function recover(root: string): Promise<void> {
  // The processes of the steps are gone, and long enough.
  await lapseLeases(root);
  const store = await openBatchStore(root);
  await store.removeAbandoned();
  await eachBatch(store, async (manifest) => {
    // The first round may find a damaged result; the second one inspects its item again.
    for (let round = 0; round < 2 && (await isUnfinished(store, manifest)); round += 1) {
      await inspectItems(store, manifest);
      await finish(store, manifest);
    }
    await notify(store, root, manifest);
  });
  await store.expire(RULES, Date.now());
}

async function isUnfinished(store: BatchStore, manifest: BatchManifest): Promise<boolean> {
  return (await store.final(manifest.batch_id)) === undefined || (await store.hasLeftovers(manifest));
}
