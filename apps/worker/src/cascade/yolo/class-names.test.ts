import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FIXTURE_MODELS } from "@symphony/test-support/cascade-folder";
import { classNames } from "./class-names.ts";

describe("class names in the model's file", () => {
  const names = (model: string) => classNames(readFileSync(join(FIXTURE_MODELS, `${model}.onnx`)));

  test("are read where they are, and absent where not", () => {
    expect(names("v8-named")).toEqual(["plate", "logo"]);
    expect(names("v8")).toBeUndefined();
  });

  test("bytes that are no model have none, and end", () => {
    expect(classNames(Buffer.from("not a model, but some bytes long enough to be walked through"))).toBeUndefined();
    expect(classNames(Buffer.alloc(1000, 0xff))).toBeUndefined();
    expect(classNames(new Uint8Array())).toBeUndefined();
  });
});
