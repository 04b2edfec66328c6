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
/** Turns in which all rooms are compared: thousands at once would hold up everybody's events. */
export const RESYNC_TURNS = 25;
/** Rooms of a turn that are compared at a time: their questions go to Redis in one piece, and events pass in between. */
const ROOMS_A_LOOK = 20;

interface Room {
  audience: Audience;
  /** A list, which is what a gateway goes through most; replaced when somebody leaves, who may do so meanwhile. */
  clients: Client[];
  /** The rooms that are compared together with this one. */
  turn: Set<Room>;
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
  /** Compares the next of `RESYNC_TURNS` parts of all rooms with the counters, for events that were lost on the way. */
  resync(): Promise<void>;
}

/** Who listens to what. One subscription serves all sockets of an audience, and ends with the last of them. */
export function createRooms(bus: Bus, progress: Progress, onError: (error: unknown) => void): Rooms {
  const rooms = new Map<string, Room>();
  const turns = Array.from({ length: RESYNC_TURNS }, () => new Set<Room>());

  const open = (channel: string, audience: Audience): Room => {
    const hand = (event: WireEvent): void => {
      const ready = framed(event);
      for (const client of room.clients) client.onEvent(ready);
    };
    const turn = turns.reduce((a, b) => (b.size < a.size ? b : a));
    const room: Room = { audience, clients: [], turn, lastLook: [], following: bus.follow(channel, hand) };
    room.following.catch(onError);
    turn.add(room);
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
      if (room === undefined || !room.clients.includes(client)) return;
      room.clients = room.clients.filter((each) => each !== client);
      if (room.clients.length > 0) return;
      rooms.delete(channel);
      room.turn.delete(room);
      room.following.then((unfollow) => unfollow()).catch(onError);
    },
    size: (audience) => rooms.get(channelOf(audience))?.clients.length ?? 0,
    async resync() {
      const turn = turns.shift() ?? new Set();
      turns.push(turn);
      const due = [...turn];
      for (let from = 0; from < due.length; from += ROOMS_A_LOOK)
        await Promise.all(due.slice(from, from + ROOMS_A_LOOK).map(compare));
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
