import { join } from "node:path";
import type { DecodedImage } from "../../decode/pixels.ts";
import type { Finding, Stage } from "../stage.ts";
import { suppress } from "../suppress.ts";
import { confidenceOf } from "./confidence.ts";
import type { Samples } from "./geometry/field.ts";
import { openCorrelator } from "./search/correlator.ts";
import { loadArtwork } from "./load-artwork.ts";
import { locate } from "./locate.ts";
import type { Place } from "./locate.ts";
import { pyramidOf } from "./search/pyramid.ts";
import type { ArtworkConfig } from "./schema.ts";
import { templateOf } from "./templates.ts";

/** More pixels cost time and show no mark that is large enough to be recognised in fewer. */
const LONGEST_SIDE_PX = 1280;
const FINDINGS_MAX = 10;
/** Places that overlap more (intersection over union) are one mark. */
const PLACE_OVERLAP = 0.45;

/**
 * Looks for the mark as its artwork shows it, without training: slides its edges over the picture at many scales and
 * from several sides, fits the best places to the artwork, and compares them part by part.
 *
 * @throws {Error} with the reason, when an artwork cannot be used
 */
export async function openArtworkStage(config: ArtworkConfig, folder: string): Promise<Stage> {
  const artworks = await Promise.all(config.files.map((file) => loadArtwork(join(folder, file), file)));
  const templates = [
    ...artworks.map((each) => templateOf(each)),
    ...(config.mirrored ? artworks.map((each) => templateOf({ ...turnedOver(each), margin: each.margin }, true)) : []),
  ];
  const correlator = await openCorrelator();
  return {
    name: config.name,
    threshold: config.threshold,
    longestSide: LONGEST_SIDE_PX,
    async find(image, threshold = config.threshold) {
      const levels = await pyramidOf(image.pixels);
      const found: Finding[] = [];
      for (const template of templates) {
        const places = await locate(levels, template, correlator);
        found.push(...places.map((place) => findingOf(place, image)));
        if (found.some(({ confidence }) => confidence >= threshold)) break;
      }
      return suppress(found, PLACE_OVERLAP, FINDINGS_MAX);
    },
    close: () => correlator.close(),
  };
}

function findingOf(place: Place, { width, height, pixels }: DecodedImage): Finding {
  const [across, down] = [width / pixels.width, height / pixels.height];
  const { x1, y1, x2, y2 } = place.box;
  return {
    confidence: confidenceOf(place),
    shown: place.shown,
    box: { x1: x1 * across, y1: y1 * down, x2: x2 * across, y2: y2 * down },
  };
}

/** As in a mirror: left and right are exchanged. */
function turnedOver({ data, width, height, channels }: Samples): Samples {
  const out = new Float32Array(data.length);
  for (let at = 0; at < width * height; at += 1) {
    const from = (at - (at % width) + width - 1 - (at % width)) * channels;
    out.set(data.subarray(from, from + channels), at * channels);
  }
  return { data: out, width, height, channels };
}
