import { CloseButton, Title } from "@mantine/core";
import type { Status } from "@symphony/contract";
import { useQueries } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";
import { isFinal } from "../state/sync-results.ts";
import { batchAddress, showBatch } from "../browser/address.ts";
import { countOf, formatNumber, formatWhen } from "../browser/format.ts";
import { forgetBatch, recentBatches } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { statusKey } from "../state/statuses.ts";
import { useSession } from "../state/use-session.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import classes from "./recent-batches-list.module.css";

const POLL_MS = 10_000;

export function RecentList() {
  const session = useSession();
  const recent = useSignal(recentBatches);
  const answers = useQueries({
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
        Recent batches
      </Title>
      <ul className={`card ${classes["list"]}`}>
        {recent.map((batch, index) => {
          const answer = answers[index];
          const status = answer?.data;
          const gone = answer?.error instanceof ApiError && answer.error.status === 404;
          const open = (event: React.MouseEvent): void => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            showBatch(batch.id);
          };
          return (
            <li key={batch.id}>
              <a href={batchAddress(batch.id)} onClick={open} className={classes["link"]} data-gone={gone}>
                <span className={classes["title"]}>{batch.title}</span>
                <span className={classes["when"]}>{formatWhen(batch.sentAt)}</span>
                <span className={classes["state"]}>
                  {gone
                    ? "No longer kept"
                    : status === undefined
                      ? countOf(batch.total, "image")
                      : stateWords(status.status, status.progress_percentage, status.valid, status.total)}
                </span>
                <span className={classes["bar"]}>
                  {status !== undefined && <VerdictBar counts={status.counts} height={6} />}
                </span>
              </a>
              <CloseButton
                size="sm"
                aria-label={`Remove ${batch.title} from this list`}
                onClick={() => forgetBatch(batch.id)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function stateWords(state: string, percentage: number, valid: number, total: number): string {
  if (state === "completed") return `${formatNumber(valid)} of ${formatNumber(total)} valid`;
  if (state === "processing") return `${Math.floor(percentage)} % checked`;
  return state === "initialized" ? "Not uploaded" : state === "paused" ? "Paused" : "Cancelled";
}
