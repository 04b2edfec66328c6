import type { ConnectedEvent, Status } from "@symphony/contract";
import type { Bus, ProgressCursor, Progress, WireEvent } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import { channelOf } from "./topic.ts";
import type { Topic } from "./topic.ts";
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
  topic: Topic;
  /** A list, which is what a gateway goes through most; replaced when somebody leaves, who may do so meanwhile. */
  clients: Client[];
  /** The rooms that are compared together with this one. */
  turn: Set<Room>;
  /** How things stood when they were last looked at. */
  lastLook: ProgressCursor[];
  /** Resolves when events flow. */
  following: Promise<() => void>;
}

export interface Rooms {
  join(topic: Topic, client: Client): Promise<void>;
  leave(topic: Topic, client: Client): void;
  /** Clients in the room of an audience. */
  size(topic: Topic): number;
  /** Compares the next of `RESYNC_TURNS` parts of all rooms with the counters, for events that were lost on the way. */
  resync(): Promise<void>;
}

/** Who listens to what. One subscription serves all sockets of an audience, and ends with the last of them. */
export function createRooms(bus: Bus, progress: Progress, onError: (error: unknown) => void): Rooms {
  const rooms = new Map<string, Room>();
  const turns = Array.from({ length: RESYNC_TURNS }, () => new Set<Room>());

  const open = (channel: string, topic: Topic): Room => {
    const hand = (event: WireEvent): void => {
      const ready = framed(event);
      for (const client of room.clients) client.onEvent(ready);
    };
    const turn = turns.reduce((a, b) => (b.size < a.size ? b : a));
    const room: Room = { topic, clients: [], turn, lastLook: [], following: bus.follow(channel, hand) };
    room.following.catch(onError);
    turn.add(room);
    rooms.set(channel, room);
    return room;
  };

  const compare = async (room: Room): Promise<void> => {
    const cursors = await readCursors(progress, room.topic);
    const behind = room.clients.filter((client) => client.isBehind(room.lastLook));
    room.lastLook = cursors;
    if (behind.length === 0) return;
    const statuses = await readStatuses(progress, room.topic);
    for (const client of behind) client.resync(statuses);
  };

  return {
    async join(topic, client) {
      const channel = channelOf(topic);
      const room = rooms.get(channel) ?? open(channel, topic);
      room.clients.push(client);
      // Subscribed before the snapshot is read: what happens in between is in one of the two.
      await withinMs(REDIS_WAIT_MS, room.following);
      const snapshot = await withinMs(REDIS_WAIT_MS, readSnapshot(progress, topic)).catch(onError);
      client.start(snapshot ?? snapshotOf(topic, false, []));
    },
    leave(topic, client) {
      const channel = channelOf(topic);
      const room = rooms.get(channel);
      if (room === undefined || !room.clients.includes(client)) return;
      room.clients = room.clients.filter((each) => each !== client);
      if (room.clients.length > 0) return;
      rooms.delete(channel);
      room.turn.delete(room);
      room.following.then((unfollow) => unfollow()).catch(onError);
    },
    size: (topic) => rooms.get(channelOf(topic))?.clients.length ?? 0,
    async resync() {
      const turn = turns.shift() ?? new Set();
      turns.push(turn);
      const due = [...turn];
      for (let from = 0; from < due.length; from += ROOMS_A_LOOK)
        await Promise.all(due.slice(from, from + ROOMS_A_LOOK).map(compare));
    },
  };
}

async function readSnapshot(progress: Progress, topic: Topic): Promise<ConnectedEvent> {
  const known = topic.kind === "client" && (await progress.markClientSeen(topic.id));
  return snapshotOf(topic, known, await readStatuses(progress, topic));
}

async function readStatuses(progress: Progress, topic: Topic): Promise<Status[]> {
  if (topic.kind === "client") return progress.statusesOf(topic.id);
  const status = await progress.status(topic.id);
  return status === undefined ? [] : [status];
}

async function readCursors(progress: Progress, topic: Topic): Promise<ProgressCursor[]> {
  if (topic.kind === "client") return progress.cursorsOf(topic.id);
  const cursor = await progress.cursor(topic.id);
  return cursor === undefined ? [] : [cursor];
}

function snapshotOf(topic: Topic, known: boolean, batches: Status[]): ConnectedEvent {
  return {
    event: "connected",
    message: known ? "reconnected" : "connected",
    client_id: topic.kind === "client" ? topic.id : null,
    batches,
    recovered_batches: unfinished(batches),
  };
}
