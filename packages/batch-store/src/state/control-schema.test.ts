import { expect, test } from "@jest/globals";
import { controlSchema, encodeControl } from "./control-schema.ts";

test("the number of the run stands under the key that older processes know", () => {
  const control = { status: "paused", run: 2, threshold: 0.4 } as const;
  expect(JSON.parse(encodeControl(control))).toEqual({ status: "paused", generation: 2, threshold: 0.4 });
  expect(controlSchema.parse(JSON.parse(encodeControl(control)))).toEqual(control);
});
