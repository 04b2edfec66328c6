import { Modal } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useEffect, useRef } from "react";
import { t } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { ItemFiles } from "../correct/item-files.tsx";
import type { Place } from "../place/use-place.ts";
import { DecisionBar } from "../review/decision-bar.tsx";
import { useDeciding } from "../review/use-deciding.ts";
import { boxOf, sizeOf } from "../shared-ui/box-overlay.tsx";
import type { Activity } from "../shared-ui/labels.ts";
import type { Copies } from "../state/items/copies.ts";
import type { Item } from "../state/results-store.ts";
import type { ItemQuery } from "../state/select-items.ts";
import { useSession } from "../state/use-session.ts";
import { DrawingHint } from "./drawing/draw-button.tsx";
import { isButton, isTyping, keepFocusInside } from "./focus.ts";
import { ItemFacts } from "./item-facts.tsx";
import { KeyHelp } from "./key-help.tsx";
import { Picture } from "./picture.tsx";
import { StepButton } from "./step-button.tsx";
import { useDrawing } from "./drawing/use-drawing.ts";
import { useZoom } from "./use-zoom.ts";
import { ViewerHeader } from "./viewer-header.tsx";
import classes from "./viewer.module.css";
import { ZOOM_STEP } from "./zoom.ts";

interface Props {
  id: BatchId;
  items: readonly Item[];
  index: number;
  activity: Activity;
  place: Place;
  /** Whether the list is a queue, which no filter changes. */
  isQueue: boolean;
  /** Images that are decided as one. */
  copies: Copies;
  /** Shows the first image with this verdict. @returns false when there is none */
  onFilter(verdict: ItemQuery["verdict"]): boolean;
}

const FILTER_KEYS: Partial<Record<string, ItemQuery["verdict"]>> = { a: "all", v: "Valid", i: "Invalid", e: "Error" };

export default function Viewer({ id, items, index, activity, place, isQueue, copies, onFilter }: Props) {
  const session = useSession();
  const onIndex = (next: number): void => {
    const seq = items[next]?.seq;
    if (seq !== undefined) place.openImage(seq);
  };
  const go = (step: number): void => onIndex(Math.max(0, Math.min(items.length - 1, index + step)));
  const zoom = useZoom(go);
  const item = items[index];
  const { reset } = zoom;
  useEffect(reset, [item?.seq, reset]);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => keepFocusInside(body.current), [item?.seq]);

  const isLast = index >= items.length - 1;
  const size = sizeOf(item?.result);
  const box = item?.result?.Review?.box ?? boxOf(item?.result);
  const zoomToBox = box === undefined || size === undefined ? undefined : () => zoom.toBox(box, size);
  const filterBy = (verdict: ItemQuery["verdict"]): void => {
    if (!onFilter(verdict)) announceToScreenReader(t("viewer.noFilterMatch"));
  };
  const isSpotCheck = place.queue === "random";
  const deciding = useDeciding(id, items, index, onIndex, copies, isSpotCheck);
  const drawing = useDrawing(item?.seq, size, deciding.onDraw);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    // Held down it does what it does once: the image after that nobody has seen.
    if (event.key === "Enter" && event.repeat) return event.preventDefault();
    const verdict = isQueue ? undefined : FILTER_KEYS[event.key];
    if (drawing.onKey(event) || deciding.onKey(event)) event.preventDefault();
    else if (event.key === "ArrowRight" || event.key === "ArrowDown") go(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") go(-1);
    else if (event.key === "+" || event.key === "=") zoom.zoom(ZOOM_STEP);
    else if (event.key === "-") zoom.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") zoom.reset();
    else if (event.key === "z") zoomToBox?.();
    else if (event.key === "m" && !event.repeat) drawing.toggle();
    else if (event.key === "Enter" && !isButton(event.target)) go(1);
    else if (verdict !== undefined) filterBy(verdict);
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root
      opened
      onClose={place.closeImage}
      closeOnEscape={!drawing.isActive}
      fullScreen
      padding={0}
      transitionProps={{ duration: 0 }}
      returnFocus={false}
      onKeyDown={onKeyDown}
    >
      <Modal.Content aria-label={t("viewer.label")} className={classes["content"]!}>
        <Modal.Body ref={body} className={classes["body"]!}>
          <ViewerHeader
            item={item}
            index={index}
            count={items.length}
            activity={activity}
            verdict={isQueue ? "all" : place.query.verdict}
            onClose={place.closeImage}
          />
          <DrawingHint drawing={drawing} />
          <div className={classes["stage"]}>
            {item !== undefined && (
              <Picture
                key={`${item.seq} ${item.result?.Corrected_In ?? ""}`}
                batchId={id}
                item={item}
                file={
                  item.name === undefined || item.result?.Corrected_In !== undefined
                    ? undefined
                    : session.localFile(id, item.name)
                }
                zoom={zoom}
                zoomToBox={zoomToBox}
                drawing={drawing}
              />
            )}
            <StepButton to="previous" disabled={index === 0} autoFocus={isLast} onClick={() => go(-1)} />
            <StepButton to="next" disabled={isLast} autoFocus={!isLast} onClick={() => go(1)} />
          </div>
          {item !== undefined && <ItemFacts item={item} />}
          {item !== undefined && <ItemFiles key={item.seq} id={id} item={item} />}
          {item?.result !== undefined && (
            <DecisionBar
              id={id}
              item={item}
              items={items}
              isSpotCheck={isSpotCheck}
              onLeaveField={() => keepFocusInside(body.current)}
              {...deciding.bar}
            />
          )}
          <KeyHelp />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
