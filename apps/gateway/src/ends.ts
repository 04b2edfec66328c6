import { completeEventSchema } from "@symphony/contract";
import type { ConnectedEvent, Status } from "@symphony/contract";
import type { Progress, WireEvent } from "@symphony/messaging";
import type { Topic } from "./subscription.ts";

/**
 * Completed batches whose end a new socket is to be sent: those that no earlier socket of the client was sent, and only
 * while no other batch of the client is unfinished, because the original client takes any `complete` for that of the
 * batch in front of it. A socket of one batch is always sent the end.
 */
export async function claimEnds(progress: Progress, topic: Topic, { batches }: ConnectedEvent): Promise<Status[]> {
  const completed = batches.filter(({ status }) => status === "completed");
  if (topic.kind === "batch") return completed;
  if (batches.some(({ status }) => status === "processing" || status === "paused")) return [];
  const claims = await Promise.all(
    completed.map((status) => progress.markEndSent(topic.id, status.batch_id, status.completed_at ?? "")),
  );
  return completed.filter((_status, i) => claims[i]);
}

/** Notes that the sockets of a client are being sent an end. */
export async function noteEnd(progress: Progress, topic: Topic, { batchId, json }: WireEvent): Promise<void> {
  if (topic.kind === "batch") return;
  const { timestamp } = completeEventSchema.parse(JSON.parse(json.toString()));
  await progress.markEndSent(topic.id, batchId, timestamp);
}
