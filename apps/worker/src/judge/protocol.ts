import type { ErrorCategory } from "@symphony/contract";
import type { Provider } from "../inference/providers.ts";
import type { Judgement } from "../cascade/judgement.ts";

/** What the judge's process is started with, as JSON in its first argument. */
export interface JudgeSettings {
  readonly modelsDir: string;
  readonly confidenceThreshold?: number;
  readonly maxPixels: number;
  readonly maxFileBytes: number;
  /** Where models run, in order of preference; default: the processor. */
  readonly providers?: readonly Provider[];
}

/** One image to judge; answers carry the same id and may come in any order. */
export interface JudgeRequest {
  readonly id: number;
  readonly path: string;
  /** Where a small JPEG of the image is to be written. */
  readonly thumbnail?: string;
  /** For every stage, in place of their own. */
  readonly threshold?: number;
}

/** A judgement with the sides of the upright original, in pixels. */
export interface Judged extends Judgement {
  readonly image: { readonly width: number; readonly height: number };
}

/** `ready` or `unusable` comes first and once; then one answer for each request. */
export type JudgeMessage =
  | { readonly kind: "ready"; readonly brand: string; readonly stageNames: readonly string[]; readonly fingerprint: string }
  | { readonly kind: "unusable"; readonly message: string }
  | { readonly kind: "judged"; readonly id: number; readonly judgement: Judged }
  | {
      readonly kind: "unjudgeable";
      readonly id: number;
      readonly category: ErrorCategory;
      readonly message: string;
      readonly transient: boolean;
    };
