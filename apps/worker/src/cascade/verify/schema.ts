import { z } from "zod";
import { commonKeys, fraction, modelFile, sha256, words } from "../stage-keys.ts";

/** A small network that tells the mark from other proposals: one upright crop in, the logarithm of the odds out. */
const classifierSchema = z.strictObject({
  file: modelFile,
  sha256,
  /** Proposals that look less like the mark are not read. */
  read_from: z.number().default(-3),
});
export type ClassifierConfig = z.infer<typeof classifierSchema>;

/** A detector of one class that looks at likely places again, turned upright and enlarged. */
const secondLookSchema = z.strictObject({
  file: modelFile,
  sha256,
  /** Proposals with a lower likeness are not looked at again. */
  from: z.number().default(0),
});
export type SecondLookConfig = z.infer<typeof secondLookSchema>;

export const verifySchema = z
  .strictObject({
    ...commonKeys,
    type: z.literal("verify"),
    /** A text recogniser of the PP-OCR family: lines of 48 px height in, class probabilities for each step out. */
    file: modelFile,
    sha256,
    /** The recogniser's characters in the order of its classes, one a line. */
    characters: modelFile,
    words,
    classifier: classifierSchema.optional(),
    /** Needs a classifier, which tells the likely places. */
    second_look: secondLookSchema.optional(),
    /** Findings of earlier stages below this confidence are not looked at. */
    propose: fraction.default(0.15),
    /** Small findings are looked at from a lower score on: what is large and weak is seldom anything. */
    propose_small: z.strictObject({ from: fraction, up_to_px: z.int().positive() }).optional(),
    max_proposals: z.int().min(1).max(20).default(3),
    /** How many of them, the likeliest first, are read without being accepted. */
    max_readings: z.int().min(1).max(20).default(20),
    /** Width of the upright logo divided by its height: tells the angle of a turned logo from its upright box. */
    aspect: z.number().min(1).max(20).default(4),
    /** Confidence = sigmoid(intercept + reading * alignment + proposal * logit(score of the proposal) + likeness * logit of the classifier). */
    calibration: z.strictObject({
      intercept: z.number(),
      reading: z.number().positive(),
      proposal: z.number().min(0),
      likeness: z.number().min(0).default(0),
    }),
  })
  .refine(({ classifier, second_look }) => second_look === undefined || classifier !== undefined, {
    path: ["second_look"],
    message: "needs a classifier, which tells the likely places",
  });
export type VerifyConfig = z.infer<typeof verifySchema>;
