import { createHash } from "node:crypto";

export const SPLITS = ["train", "val", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** Shares of a whole that end the first splits; the rest is for the test. */
const TRAIN_UP_TO = 0.8;
const VAL_UP_TO = 0.9;
const DIGEST_RANGE = 2 ** 32;

/**
 * Which part an image belongs to: 80, 10 and 10 of a hundred. It follows from the image's content and the seed alone,
 * so that copies of one file are never on both sides, and a later dataset keeps every image where it was.
 */
export function splitOf(content: string, seed: number): Split {
  const place = createHash("sha256").update(`${seed}:${content}`).digest().readUInt32BE() / DIGEST_RANGE;
  return place < TRAIN_UP_TO ? "train" : place < VAL_UP_TO ? "val" : "test";
}
