import { expect, test } from "@jest/globals";
import type { Measured } from "../eval/measure.ts";
import { int8PathOf, lostIn, makeInt8 } from "./int8.ts";

const row = (file: string, label: string, verdict: "Valid" | "Invalid"): Measured => ({
  file,
  label,
  box: [],
  decodeMs: 0,
  totalMs: 0,
  classification: {
    brand: "Red",
    verdict,
    confidence: 0.9,
    detected_by: null,
    box: null,
    detections: [],
    near_miss: null,
    threshold: 0.5,
    findings: [],
    stages_left: 0,
    stage_ms: {},
  },
});

test("lost are the photos that were right before, of either kind", () => {
  const before = [row("a", "logo", "Valid"), row("b", "none", "Invalid"), row("c", "logo", "Invalid")];
  const after = [row("a", "logo", "Invalid"), row("b", "none", "Valid"), row("c", "logo", "Invalid")];
  expect(lostIn(before, after)).toEqual(["a", "b"]);
  expect(lostIn(before, before)).toEqual([]);
});

test("a photo that is right only now, or may be either, is no loss", () => {
  const before = [row("a", "logo", "Invalid"), row("b", "tiny", "Valid")];
  expect(lostIn(before, [row("a", "logo", "Valid"), row("b", "tiny", "Invalid")])).toEqual([]);
});

test("the copy lies beside the file", () => {
  expect(int8PathOf("models/logo.onnx")).toBe("models/logo.int8.onnx");
});

test("without Python it says what is needed", async () => {
  await expect(makeInt8("logo.onnx", ".", "no-such-python")).rejects.toThrow(
    /^int8 needs Python with .*no-such-python/,
  );
});
