import type { BoundingBox } from "@symphony/contract";

/** An image that somebody reviewed. Paths are those of its kept view. */
export interface LessonImage {
  path: string;
  /** Whether it shows the mark, by the person who reviewed it; the machine had missed it then. */
  isMissed: boolean;
  /** Where that person saw the mark, and the sides of the upright original, in its pixels. */
  box?: BoundingBox | undefined;
  width: number;
  height: number;
}

/** A picture of the mark, cut from a reviewed image. */
export interface CutMark {
  file: string;
  width: number;
  height: number;
}

/** What came of it: how many images had been missed, and how many of them the chosen marks find. */
export interface Learned {
  chosen: CutMark[];
  tried: number;
  missed: number;
  found: number;
}

/** What a process that learns is started with: the path of its settings, which may be long. */
export interface LearnTask {
  lesson: string;
  timeLimitMs: number;
}

export interface LearnSettings {
  /** Where the marks are cut to. */
  dir: string;
  images: LessonImage[];
  marksMax: number;
  threshold: number;
  timeLimitMs: number;
}
