import { ActionIcon } from "@mantine/core";
import { IconFocusCentered, IconZoomIn, IconZoomOut, IconZoomReset } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { t } from "../browser/language/text.ts";
import type { useZoom } from "./use-zoom.ts";
import classes from "./viewer.module.css";
import { ZOOM_STEP } from "./zoom.ts";

interface Props {
  zoom: ReturnType<typeof useZoom>;
  /** Zooms to the detection box; `undefined` for an image without one. */
  zoomToBox: (() => void) | undefined;
  /** Other tools for the picture. */
  children: ReactNode;
}

export function ZoomButtons({ zoom, zoomToBox, children }: Props) {
  const fitted = zoom.view.scale === 1;
  const button = (label: string, Icon: typeof IconZoomIn, disabled: boolean, onClick: (() => void) | undefined) => (
    <ActionIcon variant="default" size="lg" aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
  return (
    <div className={classes["zoom"]}>
      {children}
      <div>
        {button(t("viewer.toBox"), IconFocusCentered, zoomToBox === undefined, zoomToBox)}
        {button(t("viewer.zoomOut"), IconZoomOut, fitted, () => zoom.zoom(1 / ZOOM_STEP))}
        {button(t("viewer.fit"), IconZoomReset, fitted, zoom.reset)}
        {button(t("viewer.zoomIn"), IconZoomIn, false, () => zoom.zoom(ZOOM_STEP))}
      </div>
    </div>
  );
}
