import type { BatchManifest, Final } from "@symphony/batch-store";
import type { WebhookJob } from "@symphony/messaging";
import type { BatchStore } from "@symphony/batch-store";
import type { ErrorCategory, WebhookAttempt, WebhookPayload } from "@symphony/contract";
import type { Logger } from "@symphony/service";
import { explainFailure } from "../fetch/failures.ts";
import type { HttpClient } from "../http-client/http-client.ts";
import { ItemError } from "../item-error.ts";
import { signatureHeaders } from "./sign.ts";

const TIMEOUT_MS = 15_000;

/** Thrown so that the queue tries again after a pause. */
export class DeliveryError extends Error {
  override name = "WebhookNotTaken";
}

export interface WebhookDeps {
  store: BatchStore;
  web: HttpClient;
  logger: Logger;
  secret: string;
  /** Tries in all; counted on disk, so that a restart or an emptied Redis does not begin anew. */
  attempts: number;
}

/**
 * The job: tells a batch's webhook that the batch is finished. What comes first on disk is the note of the try,
 * then the marker: who dies in between sends once more, and the receiver knows it by its `delivery`.
 */
export function createWebhookSender(deps: WebhookDeps): (job: WebhookJob) => Promise<void> {
  const { store, logger } = deps;
  return async ({ batchId }) => {
    const manifest = await store.manifest(batchId);
    const final = await store.final(batchId);
    if (manifest?.webhook_url === undefined || final === undefined) return;
    const { run } = await store.control(batchId);
    if ((await store.webhooks.done(batchId, run)) !== undefined) return;

    const { attempt, taken, hopeless } = await tryOnce(deps, manifest.webhook_url, payloadOf(manifest, final, run));
    await store.webhooks.note(batchId, run, attempt);
    const tries = (await store.webhooks.attempts(batchId, run)).length;
    logger.info({ batch: batchId, tries, ...attempt }, taken ? "webhook:delivered" : "webhook:not taken");
    if (taken) return store.webhooks.finish(batchId, run, "delivered");
    if (hopeless || tries >= deps.attempts) return store.webhooks.finish(batchId, run, "failed");
    throw new DeliveryError(attempt.error ?? `HTTP ${attempt.http_status}`);
  };
}

function payloadOf(manifest: BatchManifest, { status, counts, completed_at }: Final, run: number): WebhookPayload {
  const { batch_id, client_id, created_at } = manifest;
  const links = {
    status: `/api/check-logo/batch/${batch_id}/status`,
    results: `/api/batches/${batch_id}/results`,
    csv: `/api/check-logo/batch/export-csv/${batch_id}`,
  };
  return {
    event: `batch.${status}`,
    delivery: `${batch_id}.${run}`,
    batch_id,
    client_id,
    counts,
    created_at,
    completed_at,
    links,
  };
}

interface Outcome {
  attempt: WebhookAttempt;
  taken: boolean;
  /** Another try would end the same. */
  hopeless: boolean;
}

async function tryOnce({ web, secret }: WebhookDeps, url: string, payload: WebhookPayload): Promise<Outcome> {
  const [at, begun] = [new Date(), performance.now()];
  const attemptOf = (http_status: number | null, error: string | null): WebhookAttempt => ({
    at: at.toISOString(),
    http_status,
    error,
    ms: Math.round(performance.now() - begun),
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const body = JSON.stringify(payload);
    const headers = {
      "content-type": "application/json",
      "x-symphony-delivery": payload.delivery,
      ...signatureHeaders(secret, body, Math.floor(at.getTime() / 1000)),
    };
    const answer = await web.ask(web.check(url), { method: "POST", headers, body, signal });
    // Nothing of what the receiver says is kept: it might be somebody else's.
    answer.body.on("error", () => undefined).destroy();
    const taken = answer.statusCode >= 200 && answer.statusCode < 300;
    // "Gone" is how a receiver says that it wants no more.
    return { attempt: attemptOf(answer.statusCode, null), taken, hopeless: answer.statusCode === 410 };
  } catch (error) {
    const { category, message, transient } = error instanceof ItemError ? error : explainFailure(error, signal.aborted);
    return {
      attempt: attemptOf(null, SENTENCES[category] ?? message),
      taken: false,
      hopeless: !transient && category !== "url_unreachable",
    };
  }
}

/** Where the words for images do not fit. */
const SENTENCES: Partial<Record<ErrorCategory, string>> = {
  url_timeout: "The server did not answer in time.",
  internal: "The message could not be sent.",
};
