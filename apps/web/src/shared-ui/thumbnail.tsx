import { IconPhoto, IconPhotoOff } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { thumbnailUrl } from "../api/calls.ts";
import { BoxOverlay } from "./box-overlay.tsx";
import { useSmallPreview } from "./use-small-preview.ts";
import { useSession } from "../state/use-session.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./thumbnail.module.css";

interface Props {
  id: BatchId;
  item: Item;
  /** Height in pixels, and the width unless `fill` is set. */
  size: number;
  fill?: boolean;
}

/** The worker's thumbnail; until it is there, a small preview of the file if this page has it. */
export function Thumbnail({ id, item, size, fill = false }: Props) {
  const session = useSession();
  const { result } = item;
  const isFirstFile = result?.Corrected_In === undefined;
  const file = item.name === undefined || !isFirstFile ? undefined : session.localFile(id, item.name);
  const [missing, setMissing] = useState(false);
  const frameStyle = { height: size, width: fill ? "100%" : size };
  const local = useSmallPreview(result === undefined ? file : undefined);
  if (local !== undefined)
    return (
      <span className={classes["frame"]} style={frameStyle}>
        <img src={local} alt="" />
      </span>
    );
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
      <img
        src={thumbnailUrl(id, item.seq, result.Corrected_In)}
        alt=""
        loading="lazy"
        decoding="async"
        onError={() => setMissing(true)}
      />
      {fill && <BoxOverlay result={result} />}
    </span>
  );
}
