import { expect, test } from "@jest/globals";
import { machineReason } from "./report-rows.ts";

const box = { x1: 0, y1: 0, x2: 9, y2: 9 };
const detections = [{ brand: "A", stage: "logo", confidence: 0.9, box }];
const closest = { stage: "logo", confidence: 0.3, box };
const invalid = { effective: "Invalid", review: null, error: null, detections, threshold: 0.5 } as const;

test("an image that lacks one of several brands is not said to have the logo", () => {
  const told = { ...invalid, machine: "Invalid" } as const;
  expect(machineReason({ ...told, closest })).toMatch("The closest match has a confidence of 30 %");
  expect(machineReason({ ...told, closest: null })).toBe("Nothing like the logo was found.");
  expect(machineReason({ ...invalid, machine: "Valid", closest: null })).toMatch("found with a confidence of 90 %");
});
