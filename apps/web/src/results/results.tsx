import { Button } from "@mantine/core";
import type { BatchId, Status } from "@symphony/contract";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import { useSignal } from "../browser/use-signal.ts";
import { ReviewButton } from "../review/review-button.tsx";
import { useQueue } from "../review/use-queue.ts";
import type { Activity } from "../shared-ui/labels.ts";
import type { ResultsStore } from "../state/results-store.ts";
import { EVERYTHING, isEverything, selectItems } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";
import { useStoreVersion } from "../state/use-results.ts";
import { ImageList } from "./image-list.tsx";
import classes from "./results.module.css";
import { Toolbar } from "./toolbar.tsx";
import { useOpenImage } from "./use-open-image.ts";
import { setViewMode, viewMode } from "./view-mode.ts";

const Viewer = lazy(() => import("../viewer/viewer.tsx"));

interface Props {
  id: BatchId;
  store: ResultsStore;
  status: Status | undefined;
  activity: Activity;
}

export default function Results({ id, store, status, activity }: Props) {
  const version = useStoreVersion(store);
  const [query, setQuery] = useState<ItemQuery>(EVERYTHING);
  const deferredQuery = useDeferredValue(query);
  const mode = useSignal(viewMode);
  const { active, openAt, list, setActive, open, close } = useOpenImage();
  // The store is mutable: its version stands for its content.
  const items = useMemo(() => selectItems(store.items(), deferredQuery), [store, version, deferredQuery]);
  const queue = useQueue(store, version);
  const opened = queue.items ?? items;
  const startQueue = (seqs: readonly number[], at: number): void => {
    queue.start(seqs);
    open(at);
  };
  // A decision would take the image out of a list that is filtered by decisions.
  const openImage = (index: number): void =>
    query.decision === "all"
      ? open(index)
      : startQueue(
          items.map(({ seq }) => seq),
          index,
        );
  const closeViewer = (): void => {
    queue.end();
    close();
  };
  const clamp = (index: number): number => Math.min(index, Math.max(0, items.length - 1));
  return (
    <section aria-labelledby="images" className={classes["results"]}>
      <h2 id="images" className={classes["title"]}>
        Images
      </h2>
      <ReviewButton items={items} query={query} onReview={startQueue} />
      <Toolbar
        id={id}
        store={store}
        version={version}
        status={status}
        query={query}
        onQuery={setQuery}
        viewMode={mode}
        onViewMode={setViewMode}
        count={items.length}
      />
      {items.length === 0 && status !== undefined && activity !== "uploading" ? (
        <div className={`card ${classes["none"]}`}>
          <p>{isEverything(query) ? "No images yet." : "No image matches."}</p>
          {!isEverything(query) && (
            <Button variant="default" size="xs" onClick={() => setQuery({ ...EVERYTHING, order: query.order })}>
              Show all images
            </Button>
          )}
        </div>
      ) : (
        <ImageList
          id={id}
          items={items}
          version={version}
          viewMode={mode}
          activity={activity}
          list={list}
          active={clamp(active)}
          onActive={setActive}
          onOpen={openImage}
        />
      )}
      {openAt !== undefined && (
        <Suspense fallback={null}>
          <Viewer
            id={id}
            items={opened}
            index={Math.min(openAt, Math.max(0, opened.length - 1))}
            activity={activity}
            query={query}
            onQuery={queue.items === undefined ? setQuery : undefined}
            onIndex={open}
            onClose={closeViewer}
          />
        </Suspense>
      )}
    </section>
  );
}
