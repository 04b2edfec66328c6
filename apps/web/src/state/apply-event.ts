import type { CoalescedProgressEvent, CompleteEvent, ProgressEvent, ServerEvent, Status } from "@symphony/contract";

type Progress = ProgressEvent | CoalescedProgressEvent;

/**
 * A batch's status after a socket event. Progress that is not newer than what is known changes nothing, so
 * that frames and polled answers may overtake each other; `undefined` means: nothing is known yet, ask.
 */
export function applyEvent(status: Status | undefined, event: ServerEvent): Status | undefined {
  if (status === undefined) return undefined;
  if (event.event === "progress" && event.batch_id === status.batch_id)
    return event.seq > status.seq ? withProgress(status, event) : status;
  if (event.event === "complete" && event.batch_id === status.batch_id) return completed(status, event);
  return status;
}

/** A status of a snapshot, which may have been read before the newest polled one. */
export function newerStatus(known: Status | undefined, read: Status): Status {
  if (known === undefined || known.batch_id !== read.batch_id) return read;
  return known.status === read.status && known.seq > read.seq ? known : read;
}

/**
 * The status to show when an answer has come.
 * @param before what was known when it was asked for
 * @param known what is known now
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

/** Progress means that a batch runs, also one that was finished and has its failed images tried again. */
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
