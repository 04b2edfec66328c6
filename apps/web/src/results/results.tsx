import { Button } from "@mantine/core";
import type { BatchId, Status } from "@symphony/contract";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import type { RowBook } from "../state/results-store.ts";
import { EVERYTHING, isEverything, selectRows } from "../state/select-items.ts";
import type { Selection } from "../state/select-items.ts";
import { useBookVersion } from "../state/use-results.ts";
import type { Activity } from "../shared-ui/labels.ts";
import { createSignal } from "../browser/signal.ts";
import { localStore } from "../browser/storage.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useOpenImage } from "./use-open-image.ts";
import { ImageList } from "./image-list.tsx";
import classes from "./results.module.css";
import { Toolbar } from "./toolbar.tsx";
import type { Look } from "./toolbar.tsx";

const Viewer = lazy(() => import("../viewer/viewer.tsx"));

const LOOK_KEY = "symphony.look";
const look = createSignal<Look>(localStore.read(LOOK_KEY) === "grid" ? "grid" : "table");

interface Props {
  id: BatchId;
  book: RowBook;
  status: Status | undefined;
  activity: Activity;
}

export default function Results({ id, book, status, activity }: Props) {
  const version = useBookVersion(book);
  const [selection, setSelection] = useState<Selection>(EVERYTHING);
  const wanted = useDeferredValue(selection);
  const shown = useSignal(look);
  const { active, openAt, list, setActive, open, close } = useOpenImage();
  // The book changes inside; its version says when.
  const rows = useMemo(() => selectRows(book.rows(), wanted), [book, version, wanted]);
  const at = (index: number): number => Math.min(index, Math.max(0, rows.length - 1));
  const setLook = (next: Look): void => {
    localStore.write(LOOK_KEY, next);
    look.set(next);
  };
  return (
    <section aria-labelledby="images" className={classes["results"]}>
      <h2 id="images" className={classes["title"]}>
        Images
      </h2>
      <Toolbar
        id={id}
        book={book}
        version={version}
        status={status}
        selection={selection}
        onSelect={setSelection}
        look={shown}
        onLook={setLook}
        rows={rows}
      />
      {rows.length === 0 && status !== undefined && activity !== "uploading" ? (
        <div className={`card ${classes["none"]}`}>
          <p>{isEverything(selection) ? "No images yet." : "No image matches."}</p>
          {!isEverything(selection) && (
            <Button variant="default" size="xs" onClick={() => setSelection({ ...EVERYTHING, order: selection.order })}>
              Show all images
            </Button>
          )}
        </div>
      ) : (
        <ImageList
          id={id}
          rows={rows}
          version={version}
          look={shown}
          activity={activity}
          list={list}
          active={at(active)}
          onActive={setActive}
          onOpen={open}
        />
      )}
      {openAt !== undefined && (
        <Suspense fallback={null}>
          <Viewer
            id={id}
            rows={rows}
            index={at(openAt)}
            activity={activity}
            selection={selection}
            onSelect={setSelection}
            onIndex={open}
            onClose={close}
          />
        </Suspense>
      )}
    </section>
  );
}
