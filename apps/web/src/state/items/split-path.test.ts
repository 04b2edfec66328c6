import { expect, test } from "@jest/globals";
import { splitPath } from "./split-path.ts";

test.each([
  ["a.jpg", "", "a.jpg"],
  ["red/left/a.jpg", "red/left/", "a.jpg"],
  ["https://example.com/i/a.jpg", "https://example.com/i/", "a.jpg"],
  ["https://example.com/a.jpg", "https://example.com/", "a.jpg"],
  ["https://example.com/i/", "https://example.com/", "i/"],
  ["http://127.0.0.1:9099/", "", "http://127.0.0.1:9099/"],
  ["http://127.0.0.1:9099", "", "http://127.0.0.1:9099"],
])("folders and file of %s", (name, folders, file) => {
  expect(splitPath(name)).toEqual([folders, file]);
});
