import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectedEvent, Status } from "@symphony/contract";
import type { Bus, Mark, Progress, WireEvent } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import { channelOf } from "./audience.ts";
import type { Audience } from "./audience.ts";
import { unfinished } from "./client.ts";
import type { Client } from "./client.ts";
import { framed } from "./text-frame.ts";

/** A newcomer waits this long for Redis; then it gets an empty snapshot and the full one with the next look. */
const REDIS_WAIT_MS = 1_000;
/** Rooms that are compared at a time: their questions go to Redis in one piece, and hold up events for a part of a ms. */
const ROOMS_A_LOOK = 20;

interface Room {
  audience: Audience;
  /** A list: going through it is what a gateway does most, and joining and leaving what it does least. */
  clients: Client[];
  /** How things stood when they were last looked at. */
  lastLook: Mark[];
  /** Resolves when events flow. */
  following: Promise<() => void>;
}

export interface Rooms {
  join(audience: Audience, client: Client): Promise<void>;
  leave(audience: Audience, client: Client): void;
  /** Clients in the room of an audience. */
  size(audience: Audience): number;
  /** Compares every room with the counters, for events that were lost on the way. @param overMs the time it spreads this over */
  resync(overMs: number): Promise<void>;
}

/** Who listens to what. One subscription serves all sockets of an audience, and ends with the last of them. */
export function createRooms(bus: Bus, progress: Progress, onError: (error: unknown) => void): Rooms {
  const rooms = new Map<string, Room>();

  const open = (channel: string, audience: Audience): Room => {
    const clients: Client[] = [];
    const hand = (event: WireEvent): void => {
      const ready = framed(event);
      for (const client of clients) client.onEvent(ready);
    };
    const room: Room = { audience, clients, lastLook: [], following: bus.follow(channel, hand) };
    room.following.catch(onError);
    rooms.set(channel, room);
    return room;
  };

  const compare = async (room: Room): Promise<void> => {
    const marks = await readMarks(progress, room.audience);
    const behind = room.clients.filter((client) => client.misses(room.lastLook));
    room.lastLook = marks;
    if (behind.length === 0) return;
    const statuses = await readStatuses(progress, room.audience);
    for (const client of behind) client.resync(statuses);
  };

  return {
    async join(audience, client) {
      const channel = channelOf(audience);
      const room = rooms.get(channel) ?? open(channel, audience);
      room.clients.push(client);
      // Subscribed before the snapshot is read: what happens in between is in one of the two.
      await withinMs(REDIS_WAIT_MS, room.following);
      const snapshot = await withinMs(REDIS_WAIT_MS, readSnapshot(progress, audience)).catch(onError);
      client.start(snapshot ?? snapshotOf(audience, false, []));
    },
    leave(audience, client) {
      const channel = channelOf(audience);
      const room = rooms.get(channel);
      const place = room?.clients.indexOf(client) ?? -1;
      if (room === undefined || place < 0) return;
      room.clients.splice(place, 1);
      if (room.clients.length > 0) return;
      rooms.delete(channel);
      room.following.then((unfollow) => unfollow()).catch(onError);
    },
    size: (audience) => rooms.get(channelOf(audience))?.clients.length ?? 0,
    async resync(overMs) {
      const all = [...rooms.values()];
      const pause = (overMs * ROOMS_A_LOOK) / all.length;
      for (let from = 0; from < all.length; from += ROOMS_A_LOOK) {
        await Promise.all(all.slice(from, from + ROOMS_A_LOOK).map(compare));
        if (from + ROOMS_A_LOOK < all.length) await sleep(pause);
      }
    },
  };
}

async function readSnapshot(progress: Progress, audience: Audience): Promise<ConnectedEvent> {
  const known = audience.kind === "client" && (await progress.greet(audience.id));
  return snapshotOf(audience, known, await readStatuses(progress, audience));
}

async function readStatuses(progress: Progress, audience: Audience): Promise<Status[]> {
  if (audience.kind === "client") return progress.statusesOf(audience.id);
  const status = await progress.status(audience.id);
  return status === undefined ? [] : [status];
}

async function readMarks(progress: Progress, audience: Audience): Promise<Mark[]> {
  if (audience.kind === "client") return progress.marksOf(audience.id);
  const mark = await progress.mark(audience.id);
  return mark === undefined ? [] : [mark];
}

function snapshotOf(audience: Audience, known: boolean, batches: Status[]): ConnectedEvent {
  return {
    event: "connected",
    message: known ? "reconnected" : "connected",
    client_id: audience.kind === "client" ? audience.id : null,
    batches,
    recovered_batches: unfinished(batches),
  };
}
