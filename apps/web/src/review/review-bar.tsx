import { Button } from "@mantine/core";
import { IconAdjustments, IconChartDots, IconDice5, IconListCheck, IconUserCheck } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { lazy, Suspense, useState } from "react";
import { t } from "../browser/language/text.ts";
import { Note } from "../shared-ui/confirm/note.tsx";
import type { Item, ResultsStore } from "../state/results-store.ts";
import { selectItems } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";
import { isFinal } from "../state/sync-results.ts";
import { isLookedAt, isReviewed } from "./is-reviewed.ts";
import classes from "./review-bar.module.css";
import { SpotCheckResult } from "./spot-check-result.tsx";

const BulkDialog = lazy(() => import("./bulk-dialog.tsx"));
const SpotCheckDialog = lazy(() => import("./spot-check-dialog.tsx"));
const CalibrationCard = lazy(() => import("../calibration/calibration-card.tsx"));
const ThresholdCard = lazy(() => import("../threshold/threshold-card.tsx"));

interface Props {
  id: BatchId;
  store: ResultsStore;
  status: Status | undefined;
  /** The images that are shown. */
  items: readonly Item[];
  /** Those and the copies behind them. */
  matching: readonly Item[];
  query: ItemQuery;
  /** Whether the viewer is open. */
  isOpen: boolean;
  /** @param seqs the queue @param at where to start: the first open one @param size of a spot check */
  onReview(kind: "doubt" | "random", seqs: readonly number[], at: number, size?: number): void;
}

type Tool = "bulk" | "spot" | "calibration" | "threshold";

/** What people can do with the results: decide one by one, by a rule, or about a sample, or move the threshold. */
export function ReviewBar({ id, store, status, items, matching, query, isOpen, onReview }: Props) {
  const [tool, setTool] = useState<Tool>();
  const [decided, setDecided] = useState<string>();
  const [threshold, setThreshold] = useState<number>();
  const withResult = items.filter(({ result }) => result !== undefined);
  if (withResult.length === 0) return null;
  const finished = status !== undefined && isFinal(status);
  const done = withResult.filter(({ result }) => isReviewed(result)).length;
  const startAtFirstOpen = (kind: "doubt" | "random", seqs: readonly number[], size?: number): void => {
    const isDone = kind === "random" ? isLookedAt : isReviewed;
    const first = seqs.findIndex((seq) => !isDone(store.items()[seq]?.result));
    onReview(kind, seqs, Math.max(0, first), size);
  };
  const review = (): void => {
    const queue = selectItems(withResult, { ...query, order: "doubt" });
    const seqs = queue.map(({ seq }) => seq);
    startAtFirstOpen("doubt", seqs);
  };
  const toolButton = (name: Tool, Icon: typeof IconDice5, label: string) => (
    <Button
      size="sm"
      variant="default"
      leftSection={<Icon size={16} aria-hidden />}
      aria-expanded={tool === name}
      onClick={() => {
        setThreshold(undefined);
        setDecided(undefined);
        setTool(tool === name ? undefined : name);
      }}
    >
      {label}
    </Button>
  );
  const close = (): void => setTool(undefined);
  return (
    <>
      <div className={`no-print ${classes["bar"]}`}>
        <Button size="sm" leftSection={<IconUserCheck size={16} aria-hidden />} onClick={review}>
          {t("review.start")}
        </Button>
        <span className="quiet numbers">{t("review.progress", { done, total: withResult.length })}</span>
        {finished && (
          <span className={classes["tools"]}>
            {toolButton("bulk", IconListCheck, t("bulk.start"))}
            {toolButton("spot", IconDice5, t("spot.start"))}
            {toolButton("calibration", IconChartDots, t("calibration.start"))}
            {toolButton("threshold", IconAdjustments, t("threshold.start"))}
          </span>
        )}
      </div>
      {decided !== undefined && <Note title={decided} onDismiss={() => setDecided(undefined)} />}
      {finished && <SpotCheckResult id={id} paused={isOpen} />}
      <Suspense fallback={null}>
        {tool === "bulk" && (
          <BulkDialog
            id={id}
            store={store}
            shown={matching.filter(({ result }) => result !== undefined)}
            onClose={close}
            onDone={setDecided}
          />
        )}
        {tool === "spot" && (
          <SpotCheckDialog
            id={id}
            total={status?.total ?? 0}
            onClose={close}
            onBegin={(seqs, size) => startAtFirstOpen("random", seqs, size)}
          />
        )}
        {tool === "calibration" && finished && (
          <CalibrationCard
            id={id}
            status={status}
            paused={isOpen}
            onClose={close}
            onThreshold={(value) => {
              setThreshold(value);
              setTool("threshold");
            }}
          />
        )}
        {tool === "threshold" && finished && (
          <ThresholdCard id={id} store={store} status={status} initial={threshold} onClose={close} />
        )}
      </Suspense>
    </>
  );
}
