import { openRedis, closeRedis } from "./redis.ts";
import { decodeWire } from "./wire.ts";
import type { WireEvent } from "./wire.ts";

/**
 * Listening to what workers publish.
 *
 * An implementation MUST hand events of one channel on in the order they were published, and MUST take a
 * subscription up again after it lost Redis. It MUST NOT promise that nothing is missed meanwhile: whoever
 * listens compares `seq` and reads the counters when there is a gap.
 */
export interface Bus {
  /** Resolves once events flow. The returned function stops them. */
  follow(channel: string, onEvent: (event: WireEvent) => void): Promise<() => void>;
  close(): Promise<void>;
}

export function openBus(url: string, onError: (error: Error) => void): Bus {
  const redis = openRedis(url, "queue", onError);
  /** Lists are never changed, but replaced: one that is being gone through stays as it is. */
  const listeners = new Map<string, ReadonlyArray<(event: WireEvent) => void>>();
  // As bytes: they go on to sockets as they are, and are not to become text in between.
  redis.on("messageBuffer", (name: Buffer, bytes: Buffer) => {
    const channel = name.toString("latin1");
    const event = decodeWire(bytes);
    if (event === undefined) return onError(new Error(`foreign message on ${channel}`));
    for (const listener of listeners.get(channel) ?? []) listener(event);
  });

  return {
    async follow(channel, onEvent) {
      const unfollow = (): void => {
        const others = (listeners.get(channel) ?? []).filter((listener) => listener !== onEvent);
        if (others.length > 0) return void listeners.set(channel, others);
        if (listeners.delete(channel)) redis.unsubscribe(channel).catch(onError);
      };
      listeners.set(channel, [...(listeners.get(channel) ?? []), onEvent]);
      await redis.subscribe(channel).catch((error: unknown) => {
        unfollow();
        throw error;
      });
      return unfollow;
    },
    close: () => closeRedis(redis),
  };
}
