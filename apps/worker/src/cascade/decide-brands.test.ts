import { expect, test } from "@jest/globals";
import { decide } from "./decide.ts";
import { decideBrands } from "./decide-brands.ts";
import type { DecidedBrand } from "./decide-brands.ts";

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
function decided(name: string, confidence: number | undefined, stages_left = 0): DecidedBrand {
  const findings = confidence === undefined ? [] : [{ stage: "artwork", confidence, box }];
  return { name, version: 3, findings, stages_left, decision: decide(findings, () => 0.5) };
}

test("an image is valid when every brand was found, and hangs on the weakest", () => {
  expect(decideBrands([decided("A", 0.9, 1), decided("B", 0.6)])).toMatchObject({
    verdict: "Valid",
    brand: "B",
    confidence: 0.6,
    stages_left: 1,
    detections: [
      { brand: "B", confidence: 0.6 },
      { brand: "A", confidence: 0.9 },
    ],
    brands: [
      { name: "A", version: 3, verdict: "Valid", stages_left: 1 },
      { name: "B", version: 3, verdict: "Valid", stages_left: 0 },
    ],
  });
});

test("an image is invalid when one brand is missing; what was found of the others is kept", () => {
  const decision = decideBrands([decided("A", 0.9), decided("B", 0.4), decided("C", undefined)]);
  expect(decision).toMatchObject({ verdict: "Invalid", brand: "C", confidence: null, detected_by: null, box: null });
  expect(decision.detections).toHaveLength(1);
  expect(decision.findings.map(({ brand }) => brand)).toEqual(["A", "B"]);
  expect(decision.brands.map(({ verdict }) => verdict)).toEqual(["Valid", "Invalid", "Invalid"]);
  expect(decideBrands([decided("A", 0.9), decided("B", 0.4)]).near_miss).toMatchObject({ brand: "B", confidence: 0.4 });
});

test("a brand that rules do not allow changes no verdict, found or not", () => {
  const forbidden = { ...decided("B", 0.7, 1), forbidden: true as const };
  const decision = decideBrands([decided("A", 0.6), forbidden]);
  expect(decision).toMatchObject({
    verdict: "Valid",
    brand: "A",
    stages_left: 0,
    brands: [{ name: "A" }],
    detections: [{ brand: "A" }],
    forbidden: [{ name: "B", version: 3, verdict: "Valid", stages_left: 1 }],
    unwanted: [{ brand: "B", confidence: 0.7 }],
  });
  expect(decision.findings.map(({ brand }) => brand)).toEqual(["A", "B"]);
  expect(decideBrands([decided("A", 0.3), forbidden])).toMatchObject({ verdict: "Invalid", brand: "A" });
});
