import type { ErrorCategory } from "@symphony/contract";
import type { Provider } from "../onnx/providers.ts";
import type { Classification } from "../cascade/classification.ts";

/** What the judge's process is started with, as JSON in its first argument. */
export interface InferenceSettings {
  modelsDir: string;
  confidenceThreshold?: number;
  maxPixels: number;
  maxFileBytes: number;
  /** Where models run, in order of preference; default: the processor. */
  providers?: readonly Provider[];
}

/** One image to judge; answers carry the same id and may come in any order. */
export interface InspectRequest {
  id: number;
  path: string;
  /** Where a small JPEG of the image is to be written. */
  thumbnail?: string;
  /** For every stage, in place of their own. */
  threshold?: number;
}

/** A judgement with the sides of the upright original, in pixels. */
export interface Inspection extends Classification {
  image: { width: number; height: number };
}

/** `ready` or `unusable` comes first and once; then one answer for each request. */
export type InferenceMessage =
  | {
      kind: "ready";
      brand: string;
      stageNames: readonly string[];
      fingerprint: string;
    }
  | { kind: "unusable"; message: string }
  | { kind: "judged"; id: number; judgement: Inspection }
  | {
      kind: "unjudgeable";
      id: number;
      category: ErrorCategory;
      message: string;
      transient: boolean;
    };
