import { expect, test } from "@jest/globals";
import { resultOf } from "../../fixtures/statuses.ts";
import { isSameDecision, isStillOwn, withoutLast } from "./made.ts";
import type { Made } from "./made.ts";

const NOTHING = { verdict: null, reason: null, note: null };
const VALID = { ...NOTHING, verdict: "Valid" as const };
const made = (change: Partial<Made>): Made => ({
  seq: 0,
  decision: VALID,
  version: 1,
  replaced: 0,
  before: NOTHING,
  ofCopies: new Map([[7, NOTHING]]),
  ...change,
});
const copyWith = (verdict: "Valid" | "Invalid" | undefined) => ({
  seq: 7,
  name: "copy.jpg",
  verdict: "Valid" as const,
  retrying: false,
  result: resultOf(7, "copy.jpg", {
    Review: verdict === undefined ? null : { verdict, reason: null, note: null, by: "ann", at: "2026-01-01" },
  }),
});

test("an undo makes the earlier decision about the same image the newest, unless somebody decided in between", () => {
  const [first, second] = [made({}), made({ version: 2, replaced: 1 })];
  expect(withoutLast([first, second], 3)).toEqual([{ ...first, version: 3 }]);
  expect(withoutLast([first, made({ version: 3, replaced: 2 })], 4)).toEqual([first]);
  expect(withoutLast([first, second], undefined)).toEqual([first]);
});

test("a copy that somebody else decided about keeps that decision", () => {
  expect(isStillOwn(made({}), 7, copyWith("Valid"))).toBe(true);
  // The event of the own decision may not be here yet.
  expect(isStillOwn(made({}), 7, copyWith(undefined))).toBe(true);
  expect(isStillOwn(made({}), 7, copyWith("Invalid"))).toBe(false);
});

test("decisions are the same when they say the same and show the mark in the same place", () => {
  const box = { x1: 1, y1: 2, x2: 3, y2: 4 };
  expect(isSameDecision(NOTHING, { ...NOTHING })).toBe(true);
  expect(isSameDecision({ ...VALID, box }, { ...VALID, box: { ...box } })).toBe(true);
  expect(isSameDecision({ ...VALID, box }, VALID)).toBe(false);
  expect(isSameDecision({ ...VALID, box }, { ...VALID, box: { ...box, y2: 5 } })).toBe(false);
  expect(isSameDecision(VALID, { ...VALID, note: "on paper" })).toBe(false);
});
