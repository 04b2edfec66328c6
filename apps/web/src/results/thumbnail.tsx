import { IconPhoto, IconPhotoOff } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { thumbnailUrl } from "../api/calls.ts";
import type { Row } from "../state/results-store.ts";
import { BoxOverlay } from "../shared-ui/box-overlay.tsx";
import classes from "./thumbnail.module.css";

interface Props {
  id: BatchId;
  row: Row;
  /** Height in pixels; the width too, unless it fills its place. */
  size: number;
  fill?: boolean;
}

export function Thumbnail({ id, row, size, fill = false }: Props) {
  const [missing, setMissing] = useState(false);
  const { entry } = row;
  const place = { height: size, width: fill ? "100%" : size };
  if (entry === undefined || missing || entry.Is_Valid === "Error") {
    const Icon = entry === undefined ? IconPhoto : IconPhotoOff;
    return (
      <span className={classes["frame"]} style={place} data-empty>
        <Icon size={fill ? 34 : 20} stroke={1.4} aria-hidden />
      </span>
    );
  }
  return (
    <span className={classes["frame"]} style={place}>
      <img src={thumbnailUrl(id, row.seq)} alt="" loading="lazy" decoding="async" onError={() => setMissing(true)} />
      {fill && <BoxOverlay entry={entry} />}
    </span>
  );
}
