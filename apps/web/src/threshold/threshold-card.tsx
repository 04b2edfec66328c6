import { Button } from "@mantine/core";
import type { BatchId, Status } from "@symphony/contract";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { previewThreshold, setThreshold } from "../api/calls.ts";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { useSettled } from "../browser/use-settled.ts";
import { percent } from "../shared-ui/labels.ts";
import { PictureRow } from "../shared-ui/picture-row.tsx";
import { ToolCard } from "../shared-ui/tool-card.tsx";
import type { Item, ResultsStore } from "../state/results-store.ts";
import { useStoreVersion } from "../state/use-results.ts";
import { useSession } from "../state/use-session.ts";
import { EarlierThresholds } from "./earlier-thresholds.tsx";
import { Histogram } from "./histogram.tsx";
import classes from "./threshold.module.css";

interface Props {
  id: BatchId;
  store: ResultsStore;
  status: Status;
  /** Where the line is first; without it where it is now. */
  initial?: number | undefined;
  onClose(): void;
}

const USUAL = 0.5;
/** A preview is asked for when the line has come to rest. */
const REST_MS = 200;

/** Moves the threshold of a finished batch, and shows what that would change before it is done. */
export default function ThresholdCard({ id, store, status, initial, onClose }: Props) {
  const session = useSession();
  // The store is mutable: its version stands for its content, which may still be read after a run.
  const version = useStoreVersion(store);
  const now = useMemo(() => thresholdOf(store.items()), [store, version]);
  const [moved, setShown] = useState(initial);
  const threshold = moved ?? now;
  const settled = useSettled(threshold, REST_MS);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["threshold", id, status.completed_at, settled],
    queryFn: ({ signal }) => previewThreshold(id, settled, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const run = useMutation({
    mutationFn: () => setThreshold(id, threshold),
    onSuccess(after) {
      session.statuses.set(id, after);
      announceToScreenReader(t("threshold.started"));
      onClose();
    },
  });
  // A server of an earlier version does not tell its limit.
  const limit = data?.threshold_limit ?? 1;
  const isPossible = threshold <= limit;
  const isSettled = threshold === settled && !isPlaceholderData;
  const itemsOf = (seqs: readonly number[]): Item[] =>
    seqs.map((seq) => store.items()[seq]).filter((item): item is Item => item !== undefined);
  const failure = run.error ?? error;
  return (
    <ToolCard id="threshold" title={t("threshold.title")} onClose={onClose}>
      <Histogram bars={data?.histogram ?? []} threshold={threshold} now={now} onThreshold={setShown} />
      {data !== undefined && (
        <div role="status" className={classes["changes"]} aria-busy={!isSettled}>
          <Change
            text={tn("threshold.toValid", data.to_valid)}
            id={id}
            items={itemsOf(data.to_valid_seqs)}
            total={data.to_valid}
          />
          <Change
            text={tn("threshold.toInvalid", data.to_invalid)}
            id={id}
            items={itemsOf(data.to_invalid_seqs)}
            total={data.to_invalid}
          />
          {data.without_match > 0 && <p className="quiet">{tn("threshold.withoutMatch", data.without_match)}</p>}
          {isPossible && data.need_inspection > 0 && <p>{tn("threshold.inspect", data.need_inspection)}</p>}
          {!isPossible && <p>{t("threshold.limit", { limit: percentUpTo(limit), threshold: percent(threshold) })}</p>}
        </div>
      )}
      {failure !== null && (
        <p role="alert" className={classes["error"]}>
          {failure.message}
        </p>
      )}
      <div className={classes["foot"]}>
        <Button
          disabled={!isSettled || !isPossible || threshold === now}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t("threshold.apply", { threshold: percent(threshold) })}
        </Button>
        <Button variant="default" disabled={threshold === now} onClick={() => setShown(now)}>
          {t("threshold.reset", { threshold: percent(now) })}
        </Button>
        <span className="quiet">{t("threshold.hint")}</span>
      </div>
      <EarlierThresholds id={id} status={status} now={now} onThreshold={setShown} />
    </ToolCard>
  );
}

/** 0.57 times 100 is a little less than 57. */
const ROUNDING = 1e-9;
/** Rounded down: what the page names as possible is possible. */
const percentUpTo = (limit: number): string => percent(Math.floor(limit * 100 + ROUNDING) / 100);

function Change({ text, id, items, total }: { text: string; id: BatchId; items: readonly Item[]; total: number }) {
  return (
    <div>
      <strong>{text}</strong>
      <PictureRow id={id} items={items} total={total} />
    </div>
  );
}

/** The threshold that decided most images; stages may have others. */
function thresholdOf(items: readonly Item[]): number {
  const counts = new Map<number, number>();
  for (const { result } of items)
    if (result?.Threshold != null) counts.set(result.Threshold, (counts.get(result.Threshold) ?? 0) + 1);
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  return commonest?.[0] ?? USUAL;
}
