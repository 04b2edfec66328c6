import { IconPhotoOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { thumbnailUrl } from "../api/calls.ts";
import type { Row } from "../state/results-store.ts";
import { nameOf } from "../shared-ui/labels.ts";
import { BoxOverlay, sizeOf } from "../shared-ui/box-overlay.tsx";
import type { useZoom } from "./use-zoom.ts";
import classes from "./viewer.module.css";

interface Props {
  batchId: string;
  row: Row;
  /** The file itself, when it was sent from here: full resolution. */
  file: File | undefined;
  zoom: ReturnType<typeof useZoom>;
}

/** The best picture there is: the file itself, else what the worker kept of it. */
export function Picture({ batchId, row, file, zoom }: Props) {
  const { local, forget } = useObjectUrl(file);
  const [natural, setNatural] = useState<{ width: number; height: number }>();
  const [missing, setMissing] = useState(false);
  const { entry } = row;
  const { scale, x, y } = zoom.view;
  const src = local ?? (entry === undefined || entry.Is_Valid === "Error" ? undefined : thumbnailUrl(batchId, row.seq));
  const onError = (): void => (local === undefined ? setMissing(true) : forget());
  const size = sizeOf(entry) ?? (local === undefined ? undefined : natural);
  return (
    <div ref={zoom.frame} className={classes["frame"]} data-zoomed={scale > 1} {...zoom.handlers}>
      {src === undefined || missing ? (
        <div className={classes["no-picture"]}>
          <IconPhotoOff size={48} stroke={1.3} aria-hidden />
          <p>{entry === undefined ? "Not checked yet" : "There is no preview of this image"}</p>
        </div>
      ) : (
        <div className={classes["moved"]} style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}>
          <img
            src={src}
            alt={nameOf(row)}
            draggable={false}
            onError={onError}
            onLoad={({ currentTarget }) =>
              setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
            }
          />
          {entry !== undefined && natural !== undefined && <BoxOverlay entry={entry} size={size} />}
        </div>
      )}
    </div>
  );
}

function useObjectUrl(file: File | undefined): { local: string | undefined; forget(): void } {
  const [local, setLocal] = useState<string>();
  useEffect(() => {
    if (file === undefined) return;
    const url = URL.createObjectURL(file);
    setLocal(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return { local, forget: () => setLocal(undefined) };
}
