import { ActionIcon, Kbd, Modal } from "@mantine/core";
import {
  IconChevronLeft,
  IconChevronRight,
  IconFocusCentered,
  IconX,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
} from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useEffect } from "react";
import type { Row } from "../state/results-store.ts";
import type { Selection } from "../state/select-items.ts";
import { nameOf, rowState } from "../shared-ui/labels.ts";
import type { Activity } from "../shared-ui/labels.ts";
import { formatNumber } from "../browser/format.ts";
import { useSession } from "../state/use-session.ts";
import { PathName } from "../shared-ui/path-name.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import { boxOf, sizeOf } from "../shared-ui/box-overlay.tsx";
import { Facts } from "./item-facts.tsx";
import { Picture } from "./picture.tsx";
import { useZoom } from "./use-zoom.ts";
import classes from "./viewer.module.css";
import { ZOOM_STEP } from "./zoom.ts";

interface Props {
  id: BatchId;
  rows: readonly Row[];
  index: number;
  activity: Activity;
  selection: Selection;
  onSelect(selection: Selection): void;
  onIndex(index: number): void;
  onClose(): void;
}

const FILTER_KEYS: Partial<Record<string, Selection["verdict"]>> = { a: "all", v: "Valid", i: "Invalid", e: "Error" };

export default function Viewer({ id, rows, index, activity, selection, onSelect, onIndex, onClose }: Props) {
  const session = useSession();
  const zoom = useZoom();
  const row = rows[index];
  const { reset } = zoom;
  useEffect(reset, [row?.seq, reset]);

  const size = sizeOf(row?.entry);
  const box = boxOf(row?.entry);
  const look = (): void => {
    if (box !== undefined && size !== undefined) zoom.toBox(box, size);
  };
  const go = (step: number): void => onIndex(Math.max(0, Math.min(rows.length - 1, index + step)));
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const filter = FILTER_KEYS[event.key];
    if (event.key === "ArrowRight" || event.key === "ArrowDown") go(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") go(-1);
    else if (event.key === "+" || event.key === "=") zoom.zoom(ZOOM_STEP);
    else if (event.key === "-") zoom.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") zoom.reset();
    else if (event.key === "z") look();
    else if (filter !== undefined) {
      onSelect({ ...selection, verdict: filter, category: "all" });
      onIndex(0);
    } else return;
    event.preventDefault();
  };

  return (
    <Modal.Root
      opened
      onClose={onClose}
      fullScreen
      padding={0}
      transitionProps={{ duration: 0 }}
      returnFocus={false}
      onKeyDown={onKeyDown}
    >
      <Modal.Content aria-label="Image viewer" className={classes["content"]!}>
        <Modal.Body className={classes["body"]!}>
          <div className={classes["top"]}>
            <span className={classes["name"]}>
              {row === undefined ? "No image matches" : <PathName name={nameOf(row)} />}
            </span>
            <span className="quiet numbers" aria-live="polite">
              {rows.length === 0
                ? ""
                : `${formatNumber(index + 1)} of ${formatNumber(rows.length)}${selection.verdict === "all" ? "" : ` · ${selection.verdict}`}`}
            </span>
            {row !== undefined && <StateBadge state={rowState(row, activity)} />}
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Close" onClick={onClose}>
              <IconX size={20} aria-hidden />
            </ActionIcon>
          </div>
          <div className={classes["stage"]}>
            {row !== undefined && (
              <Picture
                key={row.seq}
                batchId={id}
                row={row}
                file={row.name === undefined ? undefined : session.localFile(id, row.name)}
                zoom={zoom}
              />
            )}
            <ActionIcon
              className={classes["previous"]!}
              variant="default"
              size={44}
              radius="xl"
              aria-label="Previous image"
              disabled={index === 0}
              onClick={() => go(-1)}
              data-autofocus={index > 0 || undefined}
            >
              <IconChevronLeft aria-hidden />
            </ActionIcon>
            <ActionIcon
              className={classes["next"]!}
              variant="default"
              size={44}
              radius="xl"
              aria-label="Next image"
              disabled={index >= rows.length - 1}
              onClick={() => go(1)}
            >
              <IconChevronRight aria-hidden />
            </ActionIcon>
            <div className={classes["zoom"]}>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="Zoom to the box"
                disabled={box === undefined || size === undefined}
                onClick={look}
              >
                <IconFocusCentered size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="Zoom out"
                disabled={zoom.view.scale === 1}
                onClick={() => zoom.zoom(1 / ZOOM_STEP)}
              >
                <IconZoomOut size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="Fit the whole image"
                disabled={zoom.view.scale === 1}
                onClick={zoom.reset}
              >
                <IconZoomReset size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon variant="default" size="lg" aria-label="Zoom in" onClick={() => zoom.zoom(ZOOM_STEP)}>
                <IconZoomIn size={18} aria-hidden />
              </ActionIcon>
            </div>
          </div>
          {row !== undefined && <Facts row={row} />}
          <p className={classes["keys"]}>
            <Kbd size="xs">←</Kbd> <Kbd size="xs">→</Kbd> image · <Kbd size="xs">+</Kbd> <Kbd size="xs">−</Kbd>{" "}
            <Kbd size="xs">0</Kbd> zoom · <Kbd size="xs">Z</Kbd> to the box · <Kbd size="xs">A</Kbd> all{" "}
            <Kbd size="xs">V</Kbd> valid <Kbd size="xs">I</Kbd> invalid <Kbd size="xs">E</Kbd> errors ·{" "}
            <Kbd size="xs">Esc</Kbd> close
          </p>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
