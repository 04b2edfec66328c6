import type { BatchId, Status } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { readStatus } from "../api/calls.ts";
import { applyEvent, latestStatus } from "./apply-event.ts";
import type { BatchEvent } from "./event-dispatcher.ts";
import { createStatusBoard } from "./status-throttle.ts";

/** What the keys of all statuses begin with. */
export const STATUS = "status";

export const statusKey = (id: BatchId): readonly unknown[] => [STATUS, id];

/** What is known of each batch, from sockets and from answers, whichever is newer. */
export interface Statuses {
  get(id: BatchId): Status | undefined;
  /** Of a socket: shown soon, with others that come in the same moment. */
  put(id: BatchId, status: Status): void;
  /** Of an answer to something people did: shown at once. */
  set(id: BatchId, status: Status): void;
  /** An event of a batch whose status is still being asked for. */
  hold(id: BatchId, event: BatchEvent): void;
  /** Asks the server; what sockets told meanwhile is not taken back. */
  read(id: BatchId, signal: AbortSignal): Promise<Status>;
  /** Has the status asked for again, if somebody looks at it. */
  refresh(id: BatchId): void;
  /** Has it asked for as if nothing was known. */
  forget(id: BatchId): void;
}

export function createStatuses(queries: QueryClient, ask: typeof readStatus = readStatus): Statuses {
  // A long batch is followed to its end also while nobody looks at it.
  queries.setQueryDefaults([STATUS], { gcTime: Infinity });
  /** The newest event of each kind. */
  const held = new Map<BatchId, Map<string, BatchEvent>>();
  const show = (id: BatchId, status: Status): void => void queries.setQueryData(statusKey(id), status);
  const board = createStatusBoard((id) => queries.getQueryData<Status>(statusKey(id)), show);

  const release = (id: BatchId, status: Status): Status => {
    const events = [...(held.get(id)?.values() ?? [])];
    held.delete(id);
    return events.reduce((before, event) => applyEvent(before, event) ?? before, status);
  };

  return {
    get: board.get,
    put: board.put,
    set(id, status) {
      board.flush();
      show(id, status);
    },
    hold: (id, event) => void held.set(id, (held.get(id) ?? new Map<string, BatchEvent>()).set(event.event, event)),
    async read(id, signal) {
      const before = board.get(id);
      const read = await ask(id, signal);
      return latestStatus(before, board.get(id), release(id, read));
    },
    refresh(id) {
      board.flush();
      void queries.invalidateQueries({ queryKey: statusKey(id) });
    },
    forget(id) {
      board.flush();
      void queries.resetQueries({ queryKey: statusKey(id) });
    },
  };
}
