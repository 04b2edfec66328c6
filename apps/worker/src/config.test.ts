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

test.each(["bad", "10.0.0.1", "10.0.0.0/8,10.1.0.0/99"])(
  "URL_FETCH_ALLOW_CIDRS=%j is refused with a sentence",
  (text) => {
    expect(() => readWorkerConfig({ URL_FETCH_ALLOW_CIDRS: text })).toThrow(
      "URL_FETCH_ALLOW_CIDRS: must be networks like 10.1.0.0/16,127.0.0.0/8",
    );
  },
);

test("a wrong setting is told in plain words", () => {
  expect(() => readWorkerConfig({ SMTP_PORT: "x" })).toThrow("SMTP_PORT: must be a number");
});
