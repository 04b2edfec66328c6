import { setTimeout } from "node:timers/promises";
import { EVENT } from "@symphony/contract";
import type { Bus, Progress, ProgressCursor, WireEvent } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { Client } from "./client.ts";
import { claimEnds, noteEnd } from "./ends.ts";
import { readCursors, readSnapshot, readStatuses, snapshotOf } from "./snapshot.ts";
import { channelOf } from "./subscription.ts";
import type { Topic } from "./subscription.ts";

/** A new client waits this long for Redis, then gets an empty snapshot; the next comparison sends the full one. */
const REDIS_TIMEOUT_MS = 1_000;
/** Topics compared at once: their commands go to Redis in one pipeline. */
const COMPARED_AT_ONCE = 20;
/** Pause before the next ones, in which events are delivered: 5,000 topics take half a second. */
const COMPARE_PAUSE_MS = 1;

/** Clients by the topic they subscribe to. */
export interface Topics {
  subscribe(topic: Topic, client: Client): Promise<void>;
  unsubscribe(topic: Topic, client: Client): void;
  /** Compares what all clients were sent with the counters and sends a new snapshot to those that missed something. */
  resync(): Promise<void>;
}

interface ActiveTopic {
  topic: Topic;
  /** Replaced, never changed: a client may leave while the list is iterated. */
  clients: readonly Client[];
  /** Counters at the last comparison. */
  cursors: readonly ProgressCursor[];
  /** Resolves when the subscription in Redis is active. */
  unsubscribe: Promise<() => void>;
}

/** All clients of a topic share one subscription in Redis, which ends with the last of them. */
export function createTopics(bus: Bus, progress: Progress, onError: (error: unknown) => void): Topics {
  const topics = new Map<string, ActiveTopic>();
  let resyncing: Promise<void> | undefined;

  const activate = (channel: string, topic: Topic): ActiveTopic => {
    const deliver = (event: WireEvent): void => {
      if (event.event === EVENT.complete) noteEnd(progress, topic, event).catch(onError);
      for (const client of active.clients) client.onEvent(event);
    };
    const active: ActiveTopic = { topic, clients: [], cursors: [], unsubscribe: bus.subscribe(channel, deliver) };
    active.unsubscribe.catch(onError);
    topics.set(channel, active);
    return active;
  };

  const compare = async (active: ActiveTopic): Promise<void> => {
    const [before, now] = [active.cursors, await readCursors(progress, active.topic)];
    active.cursors = now;
    const behind = active.clients.filter((client) => client.isBehind(before, now));
    if (behind.length === 0) return;
    const statuses = await readStatuses(progress, active.topic);
    for (const client of behind) client.resync(statuses);
  };
  const compareAll = async (): Promise<void> => {
    const all = [...topics.values()];
    for (let from = 0; from < all.length; from += COMPARED_AT_ONCE) {
      await Promise.all(all.slice(from, from + COMPARED_AT_ONCE).map((each) => compare(each).catch(onError)));
      await setTimeout(COMPARE_PAUSE_MS);
    }
  };

  return {
    async subscribe(topic, client) {
      const channel = channelOf(topic);
      const active = topics.get(channel) ?? activate(channel, topic);
      active.clients = [...active.clients, client];
      // The snapshot is read after the subscription is active, so that no event falls between the two.
      await withinMs(REDIS_TIMEOUT_MS, active.unsubscribe);
      const snapshot = await withinMs(REDIS_TIMEOUT_MS, readSnapshot(progress, topic)).catch(onError);
      const ends = snapshot && (await withinMs(REDIS_TIMEOUT_MS, claimEnds(progress, topic, snapshot)).catch(onError));
      client.start(snapshot ?? snapshotOf(topic, false, []), ends ?? undefined);
    },
    unsubscribe(topic, client) {
      const channel = channelOf(topic);
      const active = topics.get(channel);
      if (active === undefined || !active.clients.includes(client)) return;
      active.clients = active.clients.filter((each) => each !== client);
      if (active.clients.length > 0) return;
      topics.delete(channel);
      active.unsubscribe.then((unsubscribe) => unsubscribe()).catch(onError);
    },
    resync: () => (resyncing ??= compareAll().finally(() => (resyncing = undefined))),
  };
}
