import { IconPhoto, IconPhotoOff } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { BoxOverlay } from "./box-overlay.tsx";
import { StoredThumbnail } from "./stored-thumbnail.tsx";
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
  const frameStyle = { height: size, width: fill ? "100%" : size };
  const local = useSmallPreview(result === undefined ? file : undefined);
  if (local !== undefined)
    return (
      <span className={classes["frame"]} style={frameStyle}>
        <img src={local} alt="" />
      </span>
    );
  const Icon = result === undefined ? IconPhoto : IconPhotoOff;
  const icon = <Icon size={fill ? 34 : 20} stroke={1.4} aria-hidden />;
  if (result === undefined || result.Is_Valid === "Error")
    return (
      <span className={classes["frame"]} style={frameStyle}>
        {icon}
      </span>
    );
  return (
    <span className={classes["frame"]} style={frameStyle}>
      <StoredThumbnail id={id} seq={item.seq} correctedIn={result.Corrected_In ?? 0} fallback={icon}>
        {fill && <BoxOverlay result={result} />}
      </StoredThumbnail>
    </span>
  );
}
