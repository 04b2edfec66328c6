import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import type { BatchId, ComparedItem, Verdict } from "@symphony/contract";
import { useEffect, useState } from "react";
import type { CSSProperties } from "react";
import { t } from "../browser/language/text.ts";
import { thumbnailUrl, viewUrl } from "../api/calls.ts";
import { Dialog } from "../shared-ui/dialog.tsx";
import { verdictLabel } from "../shared-ui/labels.ts";
import classes from "./compare.module.css";
import { useSharedZoom } from "./use-shared-zoom.ts";
import { ZOOM_STEP } from "../viewer/zoom.ts";

interface Props {
  id: BatchId;
  before: BatchId;
  item: ComparedItem;
  onStep(step: 1 | -1): void;
  onClose(): void;
}

/** Both pictures of an image beside each other; zooming one zooms the other at the same place. */
export function SideBySide({ id, before, item, onStep, onClose }: Props) {
  const zoom = useSharedZoom();
  useEffect(() => zoom.reset(), [item, zoom.reset]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "ArrowRight") onStep(1);
    else if (event.key === "ArrowLeft") onStep(-1);
    else if (event.key === "+") zoom.zoom(ZOOM_STEP);
    else if (event.key === "-") zoom.zoom(1 / ZOOM_STEP);
  };
  return (
    <Dialog title={item.name} fullScreen onClose={onClose} onKeyDown={onKeyDown}>
      <div className={classes["tools"]}>
        <Button variant="default" onClick={() => onStep(-1)} leftSection={<IconChevronLeft size={16} aria-hidden />}>
          {t("compare.previous")}
        </Button>
        <Button variant="default" onClick={() => onStep(1)} rightSection={<IconChevronRight size={16} aria-hidden />}>
          {t("compare.next")}
        </Button>
        <Button variant="default" onClick={() => zoom.zoom(ZOOM_STEP)} aria-label={t("viewer.zoomIn")}>
          <IconZoomIn size={18} aria-hidden />
        </Button>
        <Button variant="default" onClick={() => zoom.zoom(1 / ZOOM_STEP)} aria-label={t("viewer.zoomOut")}>
          <IconZoomOut size={18} aria-hidden />
        </Button>
      </div>
      <div className={classes["sides"]}>
        <Side
          title={t("compare.before")}
          batch={before}
          seq={item.other_seq}
          verdict={item.other_effective}
          zoom={zoom}
        />
        <Side title={t("compare.now")} batch={id} seq={item.seq} verdict={item.effective} zoom={zoom} />
      </div>
    </Dialog>
  );
}

interface SideProps {
  title: string;
  batch: BatchId;
  seq: number | null;
  verdict: Verdict | null;
  zoom: ReturnType<typeof useSharedZoom>;
}

function Side({ title, batch, seq, verdict, zoom }: SideProps) {
  const { scale, x, y } = zoom.view;
  const style: CSSProperties = { transform: `translate(${x}px, ${y}px) scale(${scale})` };
  return (
    <figure className={classes["side"]}>
      <figcaption>
        {title}: {verdict === null ? t("compare.notThere") : verdictLabel(verdict)}
      </figcaption>
      <div ref={zoom.frame} className={classes["frame"]} {...zoom.handlers}>
        {seq !== null && <LargePicture key={`${batch} ${seq}`} batch={batch} seq={seq} title={title} style={style} />}
      </div>
    </figure>
  );
}

interface LargeProps {
  batch: BatchId;
  seq: number;
  title: string;
  style: CSSProperties;
}

/** The view, or the thumbnail of older batches. */
function LargePicture({ batch, seq, title, style }: LargeProps) {
  const [hasView, setHasView] = useState(true);
  return (
    <img
      src={hasView ? viewUrl(batch, seq) : thumbnailUrl(batch, seq)}
      alt={title}
      style={style}
      draggable={false}
      onError={() => setHasView(false)}
    />
  );
}
