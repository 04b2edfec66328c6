import type { CompareKind } from "@symphony/contract";

/** The most interesting first. */
export const COMPARE_KIND_NAMES: ReadonlyArray<readonly [CompareKind, string]> = [
  ["fixed", "Fixed"],
  ["broken", "Broken"],
  ["changed", "Changed"],
  ["new", "New"],
  ["missing", "Missing"],
  ["same", "Same"],
];

export const kindName = (kind: CompareKind): string => COMPARE_KIND_NAMES.find(([each]) => each === kind)?.[1] ?? kind;
