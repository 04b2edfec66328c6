import type { BatchId, Status } from "@symphony/contract";
import { lazy, Suspense, useEffect } from "react";
import { ApiError } from "../api/api-error.ts";
import { recentBatches, rememberBatch } from "../browser/recent-batches.ts";
import type { RecentBatch } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useRecord } from "../record/use-record.ts";
import type { Activity } from "../shared-ui/labels.ts";
import { SkippedList } from "../shared-ui/skipped-list.tsx";
import { useResultsSync } from "../state/use-results.ts";
import { useSession } from "../state/use-session.ts";
import { useStatus } from "../state/use-status.ts";
import { BatchHeading } from "./batch-heading.tsx";
import classes from "./batch-page.module.css";
import { InterruptedBatch } from "./interrupted-batch.tsx";
import { MissingBatch } from "./missing-batch.tsx";
import { ProgressCard } from "./progress-card.tsx";
import { UploadCard } from "./upload-card.tsx";
import { useLeftOut } from "./use-left-out.ts";
import { useSpokenProgress } from "./use-spoken-progress.ts";

const RecordCard = lazy(() => import("../record/record-card.tsx").then(({ RecordCard: card }) => ({ default: card })));
const Results = lazy(() => import("../results/results.tsx"));

export function BatchPage({ id }: { id: BatchId }) {
  const session = useSession();
  const store = session.results(id);
  const { data: status, error } = useStatus(id);
  const record = useRecord(id, status);
  const upload = useSignal(session.upload.state);
  const interrupted = useSignal(session.interrupted);
  const uploading = upload.state === "busy" && upload.batchId === id ? upload : undefined;
  const remembered = useSignal(recentBatches).find((each) => each.id === id);
  const leftOut = useLeftOut(id, remembered, uploading === undefined && (status?.total ?? 0) > 0);
  // Also of a batch that somebody deletes while it is shown.
  const deleted = error instanceof ApiError && error.status === 404;
  useResultsSync(id, store, uploading === undefined && !deleted ? status : undefined);
  useSpokenProgress(status);
  useRememberBatch(id, status, remembered !== undefined || uploading !== undefined);
  useRememberTitle(remembered, record?.title);

  if (uploading === undefined && (deleted || (status === undefined && error !== null)))
    return <MissingBatch id={id} kind={deleted ? "deleted" : "unreachable"} />;
  // What was accepted is never shown as empty: a status that was read before that may arrive after it.
  const accepted = remembered !== undefined && remembered.total > 0;
  if (uploading === undefined && status?.status === "initialized" && !accepted)
    return interrupted?.batchId === id ? (
      <InterruptedBatch note={interrupted} />
    ) : (
      <MissingBatch id={id} kind={status.uploading === true ? "uploading" : "empty"} />
    );
  const activity = uploading !== undefined ? "uploading" : activityOf(status);
  return (
    <div className={classes["page"]}>
      <BatchHeading
        id={id}
        title={record?.title ?? remembered?.title ?? session.title(id)}
        status={status}
        uploading={uploading !== undefined}
      />
      {uploading === undefined ? (
        <ProgressCard id={id} status={status} />
      ) : (
        <UploadCard upload={uploading} store={store} />
      )}
      {leftOut.count > 0 && <SkippedList count={leftOut.count} items={leftOut.first} />}
      {uploading === undefined && (
        <Suspense fallback={null}>
          <RecordCard id={id} status={status} />
        </Suspense>
      )}
      <Suspense fallback={<div className={classes["placeholder"]} />}>
        <Results id={id} store={store} status={status} activity={activity} />
      </Suspense>
    </div>
  );
}

/** Adds a batch that was opened by its address to the recent batches. */
function useRememberBatch(id: BatchId, status: Status | undefined, known: boolean): void {
  const { total = 0, created_at: sentAt = "" } = status ?? {};
  useEffect(() => {
    if (known || total === 0) return;
    rememberBatch({
      id,
      title: "",
      total,
      sentAt,
      leftOut: { count: 0, first: [] },
      own: false,
    });
  }, [id, total, sentAt, known]);
}

/** The list of recent batches says what people call them. */
function useRememberTitle(remembered: RecentBatch | undefined, title: string | null | undefined): void {
  useEffect(() => {
    if (remembered === undefined || title === undefined) return;
    if (title === null && remembered.titled === true) rememberBatch({ ...remembered, title: "", titled: false });
    if (title !== null && (remembered.title !== title || remembered.titled !== true))
      rememberBatch({ ...remembered, title, titled: true });
  }, [remembered, title]);
}

function activityOf(status: Status | undefined): Activity {
  if (status?.status === "processing") return "running";
  return status?.status === "completed" || status?.status === "cancelled" ? "finished" : "idle";
}
