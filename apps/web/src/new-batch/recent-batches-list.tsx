import { CloseButton, Title } from "@mantine/core";
import type { Status } from "@symphony/contract";
import { useQueries } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";
import { batchAddress, showBatch } from "../browser/address.ts";
import { formatWhen } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { forgetBatch, recentBatches } from "../browser/recent-batches.ts";
import type { RecentBatch } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { batchTitle, statusLabel } from "../shared-ui/labels.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import { statusKey } from "../state/statuses.ts";
import { isFinal } from "../state/sync-results.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./recent-batches-list.module.css";

const POLL_MS = 10_000;

export function RecentBatchesList() {
  const session = useSession();
  const recent = useSignal(recentBatches);
  const responses = useQueries({
    queries: recent.map(({ id }) => ({
      queryKey: statusKey(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => session.statuses.read(id, signal),
      refetchInterval: (query: { state: { data?: Status } }) =>
        query.state.data === undefined || isFinal(query.state.data) ? (false as const) : POLL_MS,
    })),
  });
  if (recent.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <Title order={2} id="recent" fz={18} mb={8}>
        {t("recent.title")}
      </Title>
      <ul className={`card ${classes["list"]}`}>
        {recent.map((batch, index) => {
          const response = responses[index];
          const deleted = response?.error instanceof ApiError && response.error.status === 404;
          return <RecentBatchEntry key={batch.id} batch={batch} status={response?.data} deleted={deleted} />;
        })}
      </ul>
    </section>
  );
}

interface EntryProps {
  batch: RecentBatch;
  status: Status | undefined;
  deleted: boolean;
}

function RecentBatchEntry({ batch, status, deleted }: EntryProps) {
  const open = (event: React.MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    showBatch(batch.id);
  };
  const title = batchTitle(batch.id, batch.title);
  const known = status === undefined ? tn("count.image", batch.total) : stateText(status);
  return (
    <li>
      <a href={batchAddress(batch.id)} onClick={open} className={classes["link"]} data-deleted={deleted}>
        <span className={classes["title"]}>{title}</span>
        <span className={classes["when"]}>{formatWhen(status?.created_at ?? batch.sentAt)}</span>
        <span className={classes["state"]}>{deleted ? t("recent.deleted") : known}</span>
        <span className={classes["bar"]}>
          {status !== undefined && <VerdictBar counts={status.counts} height={6} />}
        </span>
      </a>
      <CloseButton size="sm" aria-label={t("recent.remove", { title })} onClick={() => forgetBatch(batch.id)} />
    </li>
  );
}

function stateText({ status, progress_percentage, valid, total }: Status): string {
  if (status === "completed") return t("recent.valid", { valid, total });
  if (status === "processing") return t("recent.progress", { percent: Math.floor(progress_percentage) });
  return status === "initialized" ? t("recent.notUploaded") : statusLabel(status);
}
