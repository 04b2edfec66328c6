import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import type { CSSProperties } from "react";
import { t } from "../browser/language/text.ts";
import { BoxOverlay, sizeOf } from "../shared-ui/box-overlay.tsx";
import { itemName } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import { DrawButton } from "./drawing/draw-button.tsx";
import { MarkStrip } from "./mark-strip.tsx";
import type { Drawing } from "./drawing/use-drawing.ts";
import { usePictureSource } from "./use-picture-source.ts";
import type { useZoom } from "./use-zoom.ts";
import classes from "./viewer.module.css";
import { ZoomButtons } from "./zoom-buttons.tsx";

interface Props {
  batchId: string;
  item: Item;
  /** The original file in full resolution, if this page sent it. */
  file: File | undefined;
  zoom: ReturnType<typeof useZoom>;
  /** Zooms to the detection box; `undefined` for an image without one. */
  zoomToBox: (() => void) | undefined;
  drawing: Drawing;
}

/** The image with its boxes, and its marks beside it. */
export function Picture({ batchId, item, file, zoom, zoomToBox, drawing }: Props) {
  const { src, isLocal, onError } = usePictureSource(batchId, item, file);
  const [natural, setNatural] = useState<{ width: number; height: number }>();
  const { result } = item;
  const { scale, x, y } = zoom.view;
  const size = sizeOf(result) ?? (isLocal ? natural : undefined);
  const style = { transform: `translate(${x}px, ${y}px) scale(${scale})`, "--zoom": scale } as CSSProperties;
  return (
    <>
      <div
        ref={zoom.frame}
        className={classes["frame"]}
        data-zoomed={scale > 1}
        data-drawing={drawing.isActive}
        {...zoom.handlers}
        {...(drawing.isActive ? drawing.handlers : {})}
      >
        {src === undefined ? (
          <div className={classes["no-image"]}>
            <IconPhotoOff size={48} stroke={1.3} aria-hidden />
            <p>{t(result === undefined ? "viewer.notChecked" : "viewer.noPreview")}</p>
          </div>
        ) : (
          <div className={classes["transformed"]} style={style}>
            <img
              ref={drawing.image}
              src={src}
              alt={itemName(item)}
              draggable={false}
              onError={onError}
              onLoad={({ currentTarget }) =>
                setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
              }
            />
            {result !== undefined && natural !== undefined && (
              <BoxOverlay result={result} size={size} drawn={drawing.box ?? result.Review?.box} />
            )}
          </div>
        )}
      </div>
      {src !== undefined && (
        <ZoomButtons zoom={zoom} zoomToBox={zoomToBox}>
          <DrawButton drawing={drawing} />
        </ZoomButtons>
      )}
      <MarkStrip batchId={batchId} item={item} onShow={size && ((box) => zoom.toBox(box, size))} />
    </>
  );
}
