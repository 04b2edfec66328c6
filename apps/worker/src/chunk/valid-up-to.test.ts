import { expect, test } from "@jest/globals";
import { validUpTo } from "@symphony/batch-store";
import type { ResultRecord, StoredFinding } from "@symphony/batch-store";
import fc from "fast-check";
import { decide } from "../cascade/decide.ts";

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
