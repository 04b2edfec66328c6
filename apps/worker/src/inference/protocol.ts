import type { BrandPart } from "@symphony/batch-store";
import type { ErrorCategory } from "@symphony/contract";
import type { BrandSource } from "../brands/brand-source.ts";
import type { InstalledBrand } from "../brands/installed-brands.ts";
import type { Classification } from "../cascade/classification.ts";
import type { Mark } from "../evidence/marks.ts";
import type { View } from "../evidence/view.ts";
import type { Provider } from "../onnx/providers.ts";

/** What an inference process is started with, as JSON in its first argument. */
export interface InferenceSettings {
  modelsDir: string;
  confidenceThreshold?: number;
  /** Width times height of the largest image. */
  maxPixels: number;
  maxFileBytes: number;
  /** Long side of the view, in pixels; 0, the default, makes none. */
  viewMaxSide?: number;
  /** Execution providers in order of preference; default: the CPU. */
  providers?: readonly Provider[];
}

/** One image to inspect. Responses carry the same id and may arrive in any order. */
export interface InspectRequest {
  id: number;
  path: string;
  /** Replaces the thresholds of all stages. */
  threshold?: number | undefined;
  /** What to look for instead of the brand of the installation. */
  brands?: readonly BrandSource[] | undefined;
  /** Leaves view and marks out, for an image whose batch nobody will look at. */
  withoutEvidence?: boolean | undefined;
}

/** The classification of an image with what else is known of it after decoding. */
export interface Inspection extends Classification {
  /** Sides of the upright original in pixels, and the pages of a file with several: the first one was looked at. */
  image: { width: number; height: number; pages?: number };
  /** The verdict on each brand, where the request names some. */
  brands?: BrandPart[];
  /** The same of those that rules do not allow. */
  forbidden?: BrandPart[];
  /** A small JPEG of the image; missing when it could not be made. */
  thumbnail?: View | undefined;
  /** By which near copies are found; missing without a thumbnail. */
  look?: string | undefined;
  /** What a person looks at; missing when it could not be made, as are the marks. */
  view?: View | undefined;
  marks?: readonly Mark[] | undefined;
}

/** `ready` or `unusable` comes first and once, then one response for each request. */
export type InferenceMessage =
  | {
      kind: "ready";
      brand: string;
      stageNames: readonly string[];
      fingerprint: string;
      installed: readonly InstalledBrand[];
    }
  | { kind: "unusable"; message: string }
  | { kind: "inspected"; id: number; inspection: Inspection }
  | { kind: "failed"; id: number; category: ErrorCategory; message: string; transient: boolean };
