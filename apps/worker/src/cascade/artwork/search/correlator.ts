import { openSession } from "../../../onnx/session.ts";
import type { Field } from "../geometry/field.ts";
import { pack, PACKED_CHANNELS, STRIDE_PX } from "./packed.ts";
import { energyOf, hitsOf } from "./hits.ts";
import type { Hit } from "./hits.ts";
import type { View } from "./views.ts";

/** An ONNX model of one node and no weights, `y = Conv(x, w)`, with 8 channels and free sizes. */
const CONVOLUTION =
  "CAg6WwoPCgF4CgF3EgF5IgRDb252EgFnWhcKAXgSEgoQCAESDAoCCAEKAggICgAKAFoVCgF3EhAKDggBEgoKAAoCCAgKAAoAYhUKAXkSEAoOCAESCgoCCAEKAAoACgBCBAoAEA0=";

/** A mark at the edge of a picture reaches over it with its margin. */
const BORDER_PX = 8;

/** Views that are looked for together: one convolution of many views costs less than several of few. */
export interface ViewGroup {
  views: readonly View[];
  /** Sides of the rectangle that holds each of them, in packed pixels. */
  width: number;
  height: number;
  weights: Float32Array;
}

export function groupOf(views: readonly View[]): ViewGroup {
  const width = Math.max(...views.map((view) => view.width)) / STRIDE_PX;
  const height = Math.max(...views.map((view) => view.height)) / STRIDE_PX;
  const size = PACKED_CHANNELS * width * height;
  const weights = new Float32Array(views.length * size);
  views.forEach((view, i) => {
    const field = { data: view.weights, width: view.width, height: view.height };
    pack(field, { width, height }, 0, weights.subarray(i * size, (i + 1) * size));
  });
  return { views, width, height, weights };
}

export interface Correlator {
  /** The places in a field where one of the views fits at least so well. */
  find(field: Field, groups: readonly ViewGroup[], least: number): Promise<Hit[]>;
  close(): Promise<void>;
}

/** Slides templates over fields. onnxruntime's convolution is many times as fast as loops in JavaScript. */
export async function openCorrelator(): Promise<Correlator> {
  const session = await openSession(Buffer.from(CONVOLUTION, "base64"));
  return {
    async find(field, groups, least) {
      const energy = energyOf(field);
      const margin = {
        width: Math.max(...groups.map((each) => each.width)),
        height: Math.max(...groups.map((each) => each.height)),
      };
      const packed = pack(
        field,
        {
          width: Math.ceil((field.width + BORDER_PX) / STRIDE_PX) + margin.width,
          height: Math.ceil((field.height + BORDER_PX) / STRIDE_PX) + margin.height,
        },
        BORDER_PX,
      );
      const hits: Hit[] = [];
      for (const { views, weights, width, height } of groups) {
        const [products] = await session.runNamed({
          x: { data: packed.data, dims: [1, PACKED_CHANNELS, packed.height, packed.width] },
          w: { data: weights, dims: [views.length, PACKED_CHANNELS, height, width] },
        });
        const columns = packed.width - width + 1;
        const places = columns * (packed.height - height + 1);
        const all = products!.data as Float32Array;
        views.forEach((view, i) => {
          const data = all.subarray(i * places, (i + 1) * places);
          hits.push(...hitsOf(view, { data, columns, border: BORDER_PX }, energy, least));
        });
      }
      return hits;
    },
    close: () => session.close(),
  };
}
