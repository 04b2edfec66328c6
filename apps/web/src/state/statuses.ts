import type { BatchId, Status } from "@symphony/contract";
import type { QueryClient } from "@tanstack/react-query";
import { readStatus } from "../api/calls.ts";
import { applyEvent, latestStatus } from "./apply-event.ts";
import type { BatchEvent } from "./event-dispatcher.ts";
import { createStatusThrottle } from "./status-throttle.ts";

/** The first part of the query key of every status. */
export const STATUS = "status";

export const statusKey = (id: BatchId): readonly unknown[] => [STATUS, id];

/** The newest known status of each batch, from socket events and responses. */
export interface Statuses {
  get(id: BatchId): Status | undefined;
  /** For socket events: several in a short time are shown together. */
  setThrottled(id: BatchId, status: Status): void;
  /** For the response to an action of the user: shown at once. */
  set(id: BatchId, status: Status): void;
  /** For an event of a batch whose status is still being read. */
  defer(id: BatchId, event: BatchEvent): void;
  /** Reads the status from the server; events that arrive meanwhile are not undone. */
  read(id: BatchId, signal: AbortSignal): Promise<Status>;
  /** Has the status read again if a component uses it. */
  refresh(id: BatchId): void;
  /** Discards the status and has it read again. */
  reset(id: BatchId): void;
}

export function createStatuses(queries: QueryClient, readFromServer: typeof readStatus = readStatus): Statuses {
  // A batch is followed to its end also while no component shows it.
  queries.setQueryDefaults([STATUS], { gcTime: Infinity });
  /** The newest deferred event of each type, by batch. */
  const deferred = new Map<BatchId, Map<string, BatchEvent>>();
  const show = (id: BatchId, status: Status): void => void queries.setQueryData(statusKey(id), status);
  const throttle = createStatusThrottle((id) => queries.getQueryData<Status>(statusKey(id)), show);

  const applyDeferred = (id: BatchId, status: Status): Status => {
    const events = [...(deferred.get(id)?.values() ?? [])];
    deferred.delete(id);
    return events.reduce((before, event) => applyEvent(before, event) ?? before, status);
  };

  return {
    get: throttle.get,
    setThrottled: throttle.put,
    set(id, status) {
      throttle.flush();
      show(id, status);
    },
    defer(id, event) {
      const events = deferred.get(id) ?? new Map<string, BatchEvent>();
      deferred.set(id, events.set(event.event, event));
    },
    async read(id, signal) {
      const before = throttle.get(id);
      const read = await readFromServer(id, signal);
      return latestStatus(before, throttle.get(id), applyDeferred(id, read));
    },
    refresh(id) {
      throttle.flush();
      void queries.invalidateQueries({ queryKey: statusKey(id) });
    },
    reset(id) {
      throttle.flush();
      void queries.resetQueries({ queryKey: statusKey(id) });
    },
  };
}
