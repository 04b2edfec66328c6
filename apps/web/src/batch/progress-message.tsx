import type { BatchId, Status } from "@symphony/contract";
import { countOf, formatWhen } from "../browser/format.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

/** What happens next, in a sentence below the numbers. */
export function ProgressMessage({ id, status }: { id: BatchId; status: Status | undefined }) {
  const retried = useSignal(useSession().retries).get(id);
  return <span>{status === undefined ? "" : messageOf(status, retried)}</span>;
}

function messageOf(status: Status, retried: number | undefined): string {
  if (status.status === "paused") return "Images in progress are finished, the rest waits until you resume.";
  if (status.status === "cancelled") return "What was checked before stays here. The rest was not checked.";
  if (status.status === "completed") return finishedText(status);
  if (status.status !== "processing") return "";
  const waitsFor = status.processed === 0 ? (status.queue_position ?? 0) : 0;
  if (waitsFor > 0) return `Waiting: ${countOf(waitsFor, "batch", "batches")} came before.`;
  if (retried !== undefined) return `${countOf(retried, "image")} ${retried === 1 ? "is" : "are"} tried again.`;
  return "You can close this page; the batch goes on.";
}

function finishedText({ error, completed_at }: Status): string {
  const when = completed_at === null ? "Finished." : `Finished ${formatWhen(completed_at)}.`;
  return error === 0
    ? `${when} Every image was checked.`
    : `${when} ${countOf(error, "image")} could not be checked; the list says why.`;
}
