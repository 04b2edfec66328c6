import { EVENT } from "@symphony/contract";
import type { BatchId, ConnectedEvent, Status } from "@symphony/contract";
import type { Progress, ProgressCursor } from "@symphony/messaging";
import type { Topic } from "./subscription.ts";

/** The first frame of a connection. Marks the client as seen. */
export async function readSnapshot(progress: Progress, topic: Topic): Promise<ConnectedEvent> {
  const seenBefore = topic.kind === "client" && (await progress.markClientSeen(topic.id));
  return snapshotOf(topic, seenBefore, await readStatuses(progress, topic));
}

export async function readStatuses(progress: Progress, topic: Topic): Promise<Status[]> {
  if (topic.kind === "client") return progress.statusesOf(topic.id);
  const status = await progress.status(topic.id);
  return status === undefined ? [] : [status];
}

export async function readCursors(progress: Progress, topic: Topic): Promise<ProgressCursor[]> {
  if (topic.kind === "client") return progress.cursorsOf(topic.id);
  const cursor = await progress.cursor(topic.id);
  return cursor === undefined ? [] : [cursor];
}

export function snapshotOf(topic: Topic, seenBefore: boolean, batches: readonly Status[]): ConnectedEvent {
  return {
    event: EVENT.connected,
    message: seenBefore ? "reconnected" : "connected",
    client_id: topic.kind === "client" ? topic.id : null,
    batches: [...batches],
    recovered_batches: unfinishedOf(batches),
  };
}

/** The same snapshot with newer statuses, for a client that missed something. */
export function renewed(snapshot: ConnectedEvent, batches: readonly Status[]): ConnectedEvent {
  return {
    ...snapshot,
    message: "reconnected",
    batches: [...batches],
    recovered_batches: unfinishedOf(batches),
  };
}

function unfinishedOf(statuses: readonly Status[]): BatchId[] {
  return statuses
    .filter(({ status }) => status === "processing" || status === "paused")
    .map(({ batch_id }) => batch_id);
}
