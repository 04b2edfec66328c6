import { expect, test } from "@jest/globals";
import { controlSchema, encodeControl } from "./control-schema.ts";

test("the number of the run stands under the key that older processes know", () => {
  const control = { status: "paused", run: 2, threshold: 0.4 } as const;
  expect(JSON.parse(encodeControl(control))).toEqual({ status: "paused", generation: 2, threshold: 0.4 });
  expect(controlSchema.parse(JSON.parse(encodeControl(control)))).toEqual(control);
});

test("a run that checks corrected files is read by this version, and left alone by those without corrections", () => {
  const text = encodeControl({ status: "processing", run: 1, corrects: true, version: 2 });
  expect(controlSchema.parse(JSON.parse(text))).toEqual({ status: "processing", run: 1, corrects: true, version: 2 });
  // They read `true` or nothing here, and take anything else for the format of a newer version.
  expect((JSON.parse(text) as { reevaluates: unknown }).reevaluates).toEqual(expect.any(String));
});
