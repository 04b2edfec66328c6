import { expect, test } from "@jest/globals";
import { auditFilterSchema } from "../admin/audit.ts";
import { searchQuerySchema } from "./search.ts";

const schemas = [searchQuerySchema, auditFilterSchema];

test.each([
  ["2026-10-12", "2026-10-12"],
  [" 2026-10-12 ", "2026-10-12"],
  ["2026-10-12T10:00:00Z", "2026-10-12T10:00:00.000Z"],
  ["2026-10-12T10:00:00+02:00", "2026-10-12T08:00:00.000Z"],
  ["2026-10-12T23:30:00.25-05:00", "2026-10-13T04:30:00.250Z"],
  ["2026-10-12T10:00Z", "2026-10-12T10:00:00.000Z"],
  ["", undefined],
  [undefined, undefined],
])("%j as a time of a search means %j", (given, meant) => {
  for (const schema of schemas)
    expect(schema.parse({ from: given, to: given })).toMatchObject({ from: meant, to: meant });
});

test.each(["yesterday", "2026", "2026-10", "2026-02-30", "12.10.2026", "2026-10-12T10:00:00", "1760000000000"])(
  "%j is neither a day nor a time",
  (given) => {
    for (const schema of schemas)
      expect([schema.safeParse({ from: given }).success, schema.safeParse({ to: given }).success]).toEqual([
        false,
        false,
      ]);
  },
);
