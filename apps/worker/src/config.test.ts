import { expect, test } from "@jest/globals";
import { readWorkerConfig } from "./config.ts";

test.each<[Record<string, string>, boolean]>([
  [{}, true],
  [{ RESULT_CACHE: "false" }, false],
  [{ REUSE_ANSWERS: "false" }, false],
  [{ RESULT_CACHE: "", REUSE_ANSWERS: "false" }, false],
  [{ RESULT_CACHE: "true", REUSE_ANSWERS: "false" }, true],
])("%j: the former name of a renamed setting is read where the new one is not set", (env, expected) => {
  expect(readWorkerConfig(env).RESULT_CACHE).toBe(expected);
});

test("a wrong value under the former name is refused under the new one", () => {
  expect(() => readWorkerConfig({ REUSE_ANSWERS: "maybe" })).toThrow("RESULT_CACHE");
});
