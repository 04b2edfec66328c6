import type {
  CoalescedProgressEvent,
  CompleteEvent,
  ProgressEvent,
  ServerEvent,
  Status,
  StatusEvent,
} from "@symphony/contract";

type Progress = ProgressEvent | CoalescedProgressEvent;

/**
 * A batch's status after a socket event. Progress with an older `seq` changes nothing, because a polled status
 * may overtake it. `undefined` means that no status is known yet and has to be read.
 */
export function applyEvent(status: Status | undefined, event: ServerEvent): Status | undefined {
  if (status === undefined) return undefined;
  if (event.event === "progress" && event.batch_id === status.batch_id)
    return event.seq > status.seq ? withProgress(status, event) : status;
  if (event.event === "complete" && event.batch_id === status.batch_id) return completed(status, event);
  if (event.event === "status" && event.batch_id === status.batch_id) return withStatus(status, event);
  return status;
}

/** A new run of a finished batch and a removal change more than the status: they are read from the server. */
function withStatus(status: Status, event: StatusEvent): Status {
  if (event.status === "deleted" || status.status === "completed" || status.status === event.status) return status;
  return { ...status, status: event.status, eta_seconds: null };
}

/** The newer one of the known status and that of a snapshot, which may be older than the last polled one. */
export function newerStatus(known: Status | undefined, read: Status): Status {
  if (known === undefined || known.batch_id !== read.batch_id) return read;
  return known.status === read.status && known.seq > read.seq ? known : read;
}

/**
 * The status to show when a response arrives.
 * @param before the known status when the request was sent
 * @param known the known status now
 */
export function latestStatus(before: Status | undefined, known: Status | undefined, read: Status): Status {
  if (known === undefined || known === before || read.seq > known.seq) return read;
  return known;
}

function withProgress(status: Status, event: Progress): Status {
  const { processed, total, valid, invalid, error, percentage, seq, eta_seconds } = event;
  const counts = { processed, total, valid, invalid, error, pending: total - processed };
  return {
    ...status,
    ...counts,
    counts,
    status: statusAfter(status, event),
    completed_at: null,
    seq,
    eta_seconds,
    progress: percentage,
    progress_percentage: percentage,
    queue_position: 0,
  };
}

/** Progress means that the batch runs, also a finished one whose failed items are retried. */
function statusAfter({ status }: Status, { processed, total }: Progress): Status["status"] {
  return status === "initialized" || (status === "completed" && processed < total) ? "processing" : status;
}

function completed(status: Status, event: CompleteEvent): Status {
  const { processed, total, valid, invalid, error } = event;
  const counts = { processed, total, valid, invalid, error, pending: total - processed };
  const seq = Math.max(status.seq, processed);
  return {
    ...status,
    ...counts,
    counts,
    seq,
    status: "completed",
    progress: 100,
    progress_percentage: 100,
    eta_seconds: 0,
    queue_position: null,
    completed_at: status.completed_at ?? event.timestamp,
  };
}
