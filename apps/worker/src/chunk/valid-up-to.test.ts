import { expect, test } from "@jest/globals";
import { decidedUpTo, validUpTo } from "@symphony/batch-store";
import type { ResultRecord, StoredFinding } from "@symphony/batch-store";
import fc from "fast-check";
import { decide } from "../cascade/decide.ts";
import { reevaluate } from "./reevaluate.ts";

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
const share = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
const finding = fc.record(
  { stage: fc.constantFrom("a", "b"), confidence: share, box: fc.constant(box), decides_from: share },
  { requiredKeys: ["stage", "confidence", "box"] },
);

test("a threshold makes an image valid exactly where its preview says so", () => {
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 5 }), share, (findings, threshold) => {
      const record = { findings: findings as StoredFinding[] } as ResultRecord;
      const { verdict } = decide(record.findings!, () => threshold);
      expect((validUpTo(record) ?? -1) >= threshold).toBe(verdict === "Valid");
    }),
  );
});

const part = (name: string) =>
  fc.record({
    name: fc.constant(name),
    verdict: fc.constant("Invalid" as const),
    stages_left: fc.integer({ min: 0, max: 1 }),
  });

test("an image needs no inspection exactly up to the threshold that its record says, whatever brands are asked for", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(finding, fc.constantFrom("A", "B", "C")), { maxLength: 6 }),
      fc.tuple(part("A"), part("B")),
      fc.option(fc.tuple(part("C")), { nil: undefined }),
      share.filter((threshold) => threshold > 0),
      (found, brands, forbidden, threshold) => {
        const findings = found.map(([each, brand]) => ({ ...each, brand })) as StoredFinding[];
        const result = { Is_Valid: "Invalid", Detected_By: null };
        const record = { findings, brands, forbidden, result, image: null } as unknown as ResultRecord;
        expect(reevaluate(record, threshold) !== undefined).toBe(threshold <= decidedUpTo(record));
      },
    ),
  );
});
