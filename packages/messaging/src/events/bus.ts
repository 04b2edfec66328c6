import { closeRedis, openRedis } from "../redis/redis.ts";
import { decodeWire } from "./wire.ts";
import type { WireEvent } from "./wire.ts";

export type EventListener = (event: WireEvent) => void;

/**
 * Subscriptions to the events that workers publish.
 *
 * An implementation MUST deliver the events of a channel in the order in which they were published, and MUST restore
 * its subscriptions when it reconnects to Redis. It MUST NOT promise that no event is lost: a listener compares
 * `seq` with the counters.
 */
export interface Bus {
  /** Resolves when the subscription is active. @returns a function that ends it */
  subscribe(channel: string, onEvent: EventListener): Promise<() => void>;
  close(): Promise<void>;
}

export function openBus(url: string, onError: (error: Error) => void): Bus {
  const redis = openRedis(url, "queue", onError);
  /** Lists are replaced, never changed: a listener may unsubscribe while its list is iterated. */
  const listeners = new Map<string, readonly EventListener[]>();
  // Buffers go on to the sockets as they are, without a conversion to text and back.
  redis.on("messageBuffer", (name: Buffer, bytes: Buffer) => {
    const channel = name.toString("latin1");
    const event = decodeWire(bytes);
    if (event === undefined) return onError(new Error(`foreign message on ${channel}`));
    for (const listener of listeners.get(channel) ?? []) listener(event);
  });

  return {
    async subscribe(channel, onEvent) {
      const unsubscribe = (): void => {
        const others = (listeners.get(channel) ?? []).filter((listener) => listener !== onEvent);
        if (others.length > 0) return void listeners.set(channel, others);
        if (listeners.delete(channel)) redis.unsubscribe(channel).catch(onError);
      };
      listeners.set(channel, [...(listeners.get(channel) ?? []), onEvent]);
      await redis.subscribe(channel).catch((error: unknown) => {
        unsubscribe();
        throw error;
      });
      return unsubscribe;
    },
    close: () => closeRedis(redis),
  };
}
