import type { BatchStore } from "@symphony/batch-store";
import type { WebhookAttempt, WebhookPayload } from "@symphony/contract";
import type { Deferral, WebhookJob } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { WEBHOOKS_PER_HOST } from "../config.ts";
import { DeferredError } from "../http-client/deferred-error.ts";
import { FetchError } from "../http-client/fetch-error.ts";
import type { HttpClient } from "../http-client/http-client.ts";
import { createSlots } from "../http-client/slots.ts";
import type { Lease, Slots } from "../http-client/slots.ts";
import { DeliveryError } from "./delivery-error.ts";
import { postSigned } from "./post-signed.ts";
import { webhookPayloadOf } from "./webhook-payload.ts";

export interface WebhookDeps {
  store: BatchStore;
  http: HttpClient;
  logger: Logger;
  secret: string;
  /** Attempts in all; the store counts them, so that neither a restart nor an emptied Redis starts again from zero. */
  attempts: number;
}

/**
 * Handles webhook jobs: tells the receiver that a batch is finished. The attempt is recorded first and the end of all
 * attempts after it: a crash in between sends the message once more, and the receiver knows it by its `delivery`.
 */
export function createWebhookSender(deps: WebhookDeps): (job: WebhookJob) => Promise<Deferral | undefined> {
  const { store, logger } = deps;
  const slots = createSlots();
  return async ({ batchId }) => {
    const manifest = await store.manifest(batchId);
    // In this order: a run that begins meanwhile has no end yet, and its webhook is sent when it ends.
    const { run } = await store.control(batchId);
    const final = await store.final(batchId);
    if (manifest?.webhook_url === undefined || final === undefined) return undefined;
    if ((await store.webhooks.done(batchId, run)) !== undefined) return undefined;

    const lease = await leaseFor(slots, manifest.webhook_url);
    // It was not sent, so it is no attempt.
    if (lease === undefined) return { deferMs: undefined };
    const sending = deliver(deps, manifest.webhook_url, webhookPayloadOf(manifest, final, run));
    const { attempt, outcome } = await sending.finally(lease.end);
    await store.webhooks.note(batchId, run, attempt);
    const tries = (await store.webhooks.attempts(batchId, run)).length;
    logger.info(
      { batch: batchId, tries, ...attempt },
      outcome === "delivered" ? "webhook:delivered" : "webhook:rejected",
    );
    const isOver = outcome !== "retry" || tries >= deps.attempts;
    if (isOver) {
      await store.webhooks.finish(batchId, run, outcome === "delivered" ? "delivered" : "failed");
      return undefined;
    }
    throw new DeliveryError(attempt.error ?? `HTTP ${attempt.http_status}`);
  };
}

/** A slot for a delivery to the host; undefined when those before it take long. */
async function leaseFor(slots: Slots, url: string): Promise<Lease | undefined> {
  try {
    return await slots.take([[URL.canParse(url) ? new URL(url).host : "", WEBHOOKS_PER_HOST]]);
  } catch (error) {
    if (error instanceof DeferredError) return undefined;
    throw error;
  }
}

interface Delivery {
  attempt: WebhookAttempt;
  /** `failed` when a retry would end the same. */
  outcome: "delivered" | "retry" | "failed";
}

async function deliver(deps: WebhookDeps, url: string, payload: WebhookPayload): Promise<Delivery> {
  const at = new Date();
  const begun = performance.now();
  const attemptOf = (http_status: number | null, error: string | null): WebhookAttempt => ({
    at: at.toISOString(),
    http_status,
    error,
    ms: Math.round(performance.now() - begun),
  });
  try {
    const status = await postSigned(deps, url, payload, at);
    // A receiver answers "Gone" to stop deliveries.
    const outcome = status >= 200 && status < 300 ? "delivered" : status === 410 ? "failed" : "retry";
    return { attempt: attemptOf(status, null), outcome };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    const { category, message, transient } = error;
    return {
      // The sentence of a full disk is for images; it is not the receiver's fault.
      attempt: attemptOf(null, category === "internal" ? "The message could not be sent." : message),
      outcome: transient || category === "url_unreachable" ? "retry" : "failed",
    };
  }
}
