import type { BatchId, Status } from "@symphony/contract";
import { lazy, Suspense, useDeferredValue, useMemo, useRef } from "react";
import { t } from "../browser/language/text.ts";
import { ReviewBar } from "../review/review-bar.tsx";
import { useQueue } from "../review/use-queue.ts";
import type { Activity } from "../shared-ui/labels.ts";
import type { ResultsStore } from "../state/results-store.ts";
import { collapse, NO_COPIES } from "../state/items/copies.ts";
import { useCopies } from "../state/items/use-copies.ts";
import { EVERYTHING, selectItems } from "../state/select-items.ts";
import { useStoreVersion } from "../state/use-results.ts";
import { DecidedCounts } from "./filters/decided-counts.tsx";
import { MatchCount } from "./filters/match-count.tsx";
import { ImageList } from "./image-list.tsx";
import { ListHeader } from "./list-header.tsx";
import { NoImages } from "./no-images.tsx";
import { queueMaker } from "./queue-maker.ts";
import { usePlace } from "../place/use-place.ts";
import type { QueueKind } from "../place/use-place.ts";
import classes from "./results.module.css";
import { Toolbar } from "./toolbar.tsx";
import { openImageOf, useActiveImage } from "./use-open-image.ts";

const Viewer = lazy(() => import("../viewer/viewer.tsx"));

interface Props {
  id: BatchId;
  store: ResultsStore;
  status: Status | undefined;
  activity: Activity;
}

export default function Results({ id, store, status, activity }: Props) {
  const version = useStoreVersion(store);
  const place = usePlace();
  const { query, setQuery, image, openImage } = place;
  const deferredQuery = useDeferredValue(query);
  // The store is mutable: its version stands for its content.
  const matching = useMemo(() => selectItems(store.items(), deferredQuery), [store, version, deferredQuery]);
  const read = useCopies(id, status, query.copies);
  const copies = read ?? NO_COPIES;
  const items = useMemo(() => collapse(matching, copies), [matching, version, copies]);
  const isOpen = image !== undefined;
  const queue = useQueue(store, version, isOpen, queueMaker(id, store, status, place, read));
  const opened = useMemo(
    () => openImageOf(store, place, queue.items, copies),
    [store, version, place, queue.items, copies],
  );
  const { active, setActive, list } = useActiveImage(image, items);

  const startQueue = (kind: QueueKind, seqs: readonly number[], at: number, size?: number): void => {
    queue.start(seqs);
    const seq = seqs[at];
    if (seq !== undefined) openImage(seq, { kind, size });
  };
  const heading = useRef<HTMLHeadingElement>(null);
  const showAll = (): void => {
    setQuery({ ...EVERYTHING, order: query.order });
    // The button is gone with the filter.
    heading.current?.focus({ preventScroll: true });
  };
  const openFromList = (index: number): void => {
    setActive(index);
    const seq = items[index]?.seq;
    if (seq === undefined) return;
    // A decision would take the image out of a list that is filtered by decisions.
    if (query.decision === "all") return openImage(seq);
    const seqs = items.map((each) => each.seq);
    startQueue("list", seqs, index);
  };
  return (
    <section aria-labelledby="images" className={classes["results"]}>
      <h2 id="images" ref={heading} tabIndex={-1} className={classes["title"]}>
        {t("results.images")}
      </h2>
      <ReviewBar
        id={id}
        store={store}
        status={status}
        items={items}
        matching={matching}
        query={query}
        isOpen={isOpen}
        onReview={startQueue}
      />
      <Toolbar id={id} store={store} version={version} status={status} place={place} count={matching.length} />
      <DecidedCounts store={store} version={version} query={query} onQuery={setQuery} />
      <MatchCount query={query} count={items.length} total={store.items().length} onAll={showAll} />
      {items.length === 0 && status !== undefined && activity !== "uploading" ? (
        <NoImages query={query} onAll={showAll} />
      ) : (
        <>
          {place.viewMode === "table" && <ListHeader query={query} onQuery={setQuery} />}
          <ImageList
            id={id}
            items={items}
            version={version}
            copies={copies}
            viewMode={place.viewMode}
            activity={activity}
            list={list}
            active={active}
            onActive={setActive}
            onOpen={openFromList}
          />
        </>
      )}
      {opened.index !== undefined && (
        <Suspense fallback={null}>
          <Viewer
            id={id}
            items={opened.items}
            index={opened.index}
            activity={activity}
            place={place}
            isQueue={queue.items !== undefined}
            // A spot check is about single images.
            copies={place.queue === "random" ? NO_COPIES : copies}
            onFilter={(verdict) => {
              const next = { ...query, verdict, category: "all" as const };
              const [first] = selectItems(store.items(), next);
              if (first === undefined) return false;
              setQuery(next);
              openImage(first.seq);
              return true;
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
