import { expect, test } from "@jest/globals";
import type { Item } from "../state/results-store.ts";
import { itemName, itemState, percent, stageLabel } from "./labels.ts";

const item: Item = { seq: 6, name: undefined, verdict: undefined, retrying: false, result: undefined };

test("the state of an item without a verdict follows from what the batch is doing", () => {
  expect(itemState(item, "uploading")).toBe("uploading");
  expect(itemState(item, "running")).toBe("validating");
  expect(itemState(item, "idle")).toBe("waiting");
  expect(itemState(item, "finished")).toBe("loading");
  expect(itemState({ ...item, retrying: true }, "running")).toBe("retrying");
  expect(itemState({ ...item, verdict: "Error" }, "running")).toBe("error");
});

test("unknown names and confidences have a text, too", () => {
  expect(itemName(item)).toBe("Image 7");
  expect([percent(null), percent(0.875)]).toEqual(["–", "88 %"]);
});

test("stages are named in words that a list of several keeps apart", () => {
  expect([stageLabel("logo"), stageLabel("logo-close-read")]).toEqual(["shape", "shape + closer look + reading"]);
  expect(stageLabel("red-patch")).toBe("red-patch");
});
