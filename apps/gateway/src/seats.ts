import { channelOf } from "./subscription.ts";
import type { Topic } from "./subscription.ts";

/** Places for sockets. One is taken before the handshake ends, so that many at once never pass a limit. */
export interface Seats {
  /** @returns a function that gives the place back; `undefined` when none is free */
  take(topic: Topic): (() => void) | undefined;
}

/** @param perTopic places for one client id or batch */
export function createSeats(total: number, perTopic: number): Seats {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take(topic) {
      const channel = channelOf(topic);
      const ofTopic = taken.get(channel) ?? 0;
      if (all >= total || ofTopic >= perTopic) return undefined;
      all += 1;
      taken.set(channel, ofTopic + 1);
      return () => {
        all -= 1;
        const left = (taken.get(channel) ?? 1) - 1;
        if (left === 0) taken.delete(channel);
        else taken.set(channel, left);
      };
    },
  };
}
