import type { BatchId, Status } from "@symphony/contract";
import { formatWhen } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

interface Props {
  id: BatchId;
  status: Status | undefined;
  notChecked: number;
  /** It waits, and no worker runs. */
  noWorkers: boolean;
}

/** What happens next, in a sentence below the numbers. */
export function ProgressMessage({ id, status, notChecked, noWorkers }: Props) {
  const retried = useSignal(useSession().retries).get(id);
  if (noWorkers) return <strong>{t("message.noWorkers")}</strong>;
  return <span>{status === undefined ? "" : messageOf(status, retried, notChecked)}</span>;
}

function messageOf(status: Status, retried: number | undefined, notChecked: number): string {
  if (status.status === "paused") return t("message.paused");
  if (status.status === "cancelled")
    return notChecked === 0 ? t("message.cancelled") : tn("message.notChecked", notChecked);
  if (status.status === "completed") return finishedText(status, retried);
  if (status.status !== "processing") return "";
  const waitsFor = status.processed === 0 ? (status.queue_position ?? 0) : 0;
  if (waitsFor > 0) return tn("message.waiting", waitsFor);
  if (retried !== undefined) return tn("message.retrying", retried);
  return t("message.running");
}

function finishedText({ error, total, completed_at }: Status, retried: number | undefined): string {
  const when =
    completed_at === null ? t("message.finished") : t("message.finishedAt", { when: formatWhen(completed_at) });
  // A run of all is another threshold.
  const again = retried !== undefined && retried < total ? ` ${tn("message.retried", retried)}` : "";
  return `${when}${again} ${error === 0 ? t("message.allChecked") : tn("message.errors", error)}`;
}
