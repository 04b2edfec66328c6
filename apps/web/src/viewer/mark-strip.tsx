import type { BoundingBox, ListedResult } from "@symphony/contract";
import { useState } from "react";
import { markUrl } from "../api/calls.ts";
import { t } from "../browser/language/text.ts";
import { percent, reasonSentence, stageLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./mark-strip.module.css";

interface ShownMark {
  box: BoundingBox;
  title: string;
  detail: string;
}

interface Props {
  batchId: string;
  item: Item;
  /** Zooms the photo to a box; undefined while its size is unknown. */
  onShow: ((box: BoundingBox) => void) | undefined;
}

/** The pixels of the closest match with what speaks against it, and of each logo that was found. */
export function MarkStrip({ batchId, item: { seq, result }, onShow }: Props) {
  const marks = marksOf(result);
  if (marks.length === 0) return null;
  return (
    <ul className={classes["strip"]} aria-label={t("marks.label")} data-strip>
      {marks.map((mark, n) => (
        <li key={`${mark.box.x1} ${mark.box.y1} ${mark.box.x2} ${mark.box.y2}`}>
          <button type="button" disabled={onShow === undefined} onClick={() => onShow?.(mark.box)}>
            <MarkPicture src={markUrl(batchId, seq, n, mark.box)} />
            <span className={classes["title"]}>{mark.title}</span>
            <span className={classes["detail"]}>{mark.detail}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Nothing for a batch of an older version, which kept none. */
function MarkPicture({ src }: { src: string }) {
  const [missing, setMissing] = useState<string>();
  return missing === src ? null : <img src={src} alt="" draggable={false} onError={() => setMissing(src)} />;
}

function marksOf(result: ListedResult | undefined): ShownMark[] {
  if (result === undefined) return [];
  const found = result.Detections.map(({ box, confidence, stage }, n) => ({
    box,
    title: result.Detections.length === 1 ? t("marks.logo") : t("marks.logoN", { number: n + 1 }),
    detail: `${percent(confidence)} · ${stageLabel(stage)}`,
  }));
  const closest = result.Closest_Match;
  if (closest === null) return found;
  const reason = closest.reason === undefined ? "" : ` ${reasonSentence(closest.reason)}`;
  const detail = `${percent(closest.confidence)} · ${stageLabel(closest.stage)}.${reason}`;
  // In the order of the addresses of their pictures.
  return [{ box: closest.box, title: t("marks.closest"), detail }, ...found];
}
