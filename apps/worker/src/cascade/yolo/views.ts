import type { DecodedImage, Pixels, Region } from "../../decode/pixels.ts";
import type { YoloConfig } from "./schema.ts";
import { tileRegions } from "./tiles.ts";

/** A part of the picture and the white margin around it, both in decoded pixels. */
export interface View {
  region: Region;
  margin: number;
  /** 0.5 for a look at half the size that a view usually gets. */
  shrink: number;
  /** Shorter boxes do not count, in input pixels. */
  minBox: number;
}

/** Only the whole picture gets a margin: a tile has neighbours. */
export function wholeView({ pixels, width }: DecodedImage, { margin }: YoloConfig): View {
  return {
    region: { left: 0, top: 0, width: pixels.width, height: pixels.height },
    margin: (margin * pixels.width) / width,
    shrink: 1,
    minBox: 0,
  };
}

/**
 * What is looked at when the whole picture is not enough, in this order.
 *
 * @param picture the whole picture as the model saw it: half of it is scaled down from there
 */
export function furtherViews(
  image: DecodedImage,
  picture: Pixels,
  config: YoloConfig,
): readonly { source: DecodedImage; view: View }[] {
  const seen = { ...image, pixels: picture };
  const half = config.half_size && { ...wholeView(seen, config), shrink: 0.5, minBox: config.half_size.min_box };
  const tiles = config.tiles === undefined ? [] : tileRegions(image.pixels, config.tiles);
  return [
    ...(half === undefined ? [] : [{ source: seen, view: half }]),
    ...tiles.map((region) => ({ source: image, view: { region, margin: 0, shrink: 1, minBox: 0 } })),
  ];
}
