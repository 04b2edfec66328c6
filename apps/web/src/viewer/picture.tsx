import { IconPhotoOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { thumbnailUrl } from "../api/calls.ts";
import { BoxOverlay, sizeOf } from "../shared-ui/box-overlay.tsx";
import { itemName } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import type { useZoom } from "./use-zoom.ts";
import classes from "./viewer.module.css";

interface Props {
  batchId: string;
  item: Item;
  /** The original file in full resolution, if this page sent it. */
  file: File | undefined;
  zoom: ReturnType<typeof useZoom>;
}

/** The original file if this page has it, otherwise the worker's thumbnail. */
export function Picture({ batchId, item, file, zoom }: Props) {
  const { url: localUrl, discard } = useObjectUrl(file);
  const [natural, setNatural] = useState<{ width: number; height: number }>();
  const [missing, setMissing] = useState(false);
  const { result } = item;
  const { scale, x, y } = zoom.view;
  const src =
    localUrl ?? (result === undefined || result.Is_Valid === "Error" ? undefined : thumbnailUrl(batchId, item.seq));
  const onError = (): void => (localUrl === undefined ? setMissing(true) : discard());
  const size = sizeOf(result) ?? (localUrl === undefined ? undefined : natural);
  return (
    <div ref={zoom.frame} className={classes["frame"]} data-zoomed={scale > 1} {...zoom.handlers}>
      {src === undefined || missing ? (
        <div className={classes["no-image"]}>
          <IconPhotoOff size={48} stroke={1.3} aria-hidden />
          <p>{result === undefined ? "Not checked yet" : "There is no preview of this image"}</p>
        </div>
      ) : (
        <div className={classes["transformed"]} style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}>
          <img
            src={src}
            alt={itemName(item)}
            draggable={false}
            onError={onError}
            onLoad={({ currentTarget }) =>
              setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
            }
          />
          {result !== undefined && natural !== undefined && <BoxOverlay result={result} size={size} />}
        </div>
      )}
    </div>
  );
}

function useObjectUrl(file: File | undefined): { url: string | undefined; discard(): void } {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (file === undefined) return;
    const created = URL.createObjectURL(file);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return { url, discard: () => setUrl(undefined) };
}
