import { IconPhoto, IconPhotoOff } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { thumbnailUrl } from "../api/calls.ts";
import { BoxOverlay } from "./box-overlay.tsx";
import type { Item } from "../state/results-store.ts";
import classes from "./thumbnail.module.css";

interface Props {
  id: BatchId;
  item: Item;
  /** Height in pixels, and the width unless `fill` is set. */
  size: number;
  fill?: boolean;
}

export function Thumbnail({ id, item, size, fill = false }: Props) {
  const [missing, setMissing] = useState(false);
  const { result } = item;
  const frameStyle = { height: size, width: fill ? "100%" : size };
  if (result === undefined || missing || result.Is_Valid === "Error") {
    const Icon = result === undefined ? IconPhoto : IconPhotoOff;
    return (
      <span className={classes["frame"]} style={frameStyle} data-empty>
        <Icon size={fill ? 34 : 20} stroke={1.4} aria-hidden />
      </span>
    );
  }
  return (
    <span className={classes["frame"]} style={frameStyle}>
      <img src={thumbnailUrl(id, item.seq)} alt="" loading="lazy" decoding="async" onError={() => setMissing(true)} />
      {fill && <BoxOverlay result={result} />}
    </span>
  );
}
