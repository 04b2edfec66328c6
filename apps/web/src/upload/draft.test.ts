import { expect, test } from "@jest/globals";
import { DELIVERED_LIMITS } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { createDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";

const file = (path: string, content = "x") => ({ file: new File([content], path.split("/").at(-1) ?? ""), path });
const LIST = "https://a.example/1.jpg\nhttps://a.example/2.jpg";
const NOT_ALONE = "a list of web addresses is a batch of its own: choose it by itself";
const names = (draft: Draft): string[] => draft.picks.get().picked.map(({ name }) => name);

test.each(["list.txt", "list.csv"])("%s by itself shows its addresses", async (name) => {
  const draft = createDraft();
  await draft.add([file(name, LIST)]);
  expect([draft.kind.get(), draft.urlText.get(), draft.leftOut("urls")]).toEqual(["urls", LIST, []]);
});

test("photos that come with a list stay in sight, and the list is named among what was left out", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg"), file("list.csv", LIST), file("b.jpg"), file("notes.txt", "nothing")]);
  expect([draft.kind.get(), names(draft), draft.urlText.get()]).toEqual(["files", ["a.jpg", "b.jpg"], ""]);
  expect(draft.leftOut("files")).toEqual([
    { name: "list.csv", reason: NOT_ALONE },
    { name: "notes.txt", reason: "no web address in it" },
  ]);
});

test("a list without an address is named where it was chosen, and nothing else changes", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg")]);
  await draft.add([file("readme.txt", "hello"), file("prices.csv", "sku;price\n1;2")]);
  expect([draft.kind.get(), names(draft), draft.urlText.get()]).toEqual(["files", ["a.jpg"], ""]);
  expect(draft.leftOut("files").map(({ name }) => name)).toEqual(["readme.txt", "prices.csv"]);
});

test("of two lists the one without an address is named beside the addresses of the other", async () => {
  const draft = createDraft();
  await draft.add([file("readme.txt", "hello"), file("list.txt", LIST)]);
  expect([draft.kind.get(), draft.urlText.get()]).toEqual(["urls", LIST]);
  expect(draft.leftOut("urls")).toEqual([{ name: "readme.txt", reason: "no web address in it" }]);
});

test("lists deep in a folder are no lists", async () => {
  const draft = createDraft();
  await draft.add([file("shop/a.jpg"), file("shop/list.csv", LIST)]);
  expect(draft.leftOut("files")).toEqual([{ name: "shop/list.csv", reason: "not an image" }]);
});

test("one side is cleared, the other one stays", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg"), file("b.docx")]);
  draft.addUrlText(LIST);
  draft.clear("urls");
  expect([names(draft), draft.leftOut("files").length, draft.urlText.get()]).toEqual([["a.jpg"], 1, ""]);
  draft.addUrlText(LIST);
  draft.clear("files");
  expect([names(draft), draft.leftOut("files"), draft.urlText.get()]).toEqual([[], [], LIST]);
});

test("what was sent goes, what came meanwhile and the other side stay", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg")]);
  draft.addUrlText(LIST);
  const { picked } = draft.picks.get();
  await draft.add([file("late.jpg")]);
  draft.clearSent({ kind: "files", picked });
  expect([names(draft), draft.urlText.get()]).toEqual([["late.jpg"], LIST]);
  draft.clearSent({ kind: "urls", urls: ["https://a.example/1.jpg"] });
  expect(draft.urlText.get()).toBe(LIST);
  draft.clearSent({ kind: "urls", urls: LIST.split("\n") });
  expect([names(draft), draft.urlText.get()]).toEqual([["late.jpg"], ""]);
});

test("what the server takes counts from the moment it is known", async () => {
  let limits: Limits = DELIVERED_LIMITS;
  const draft = createDraft(() => limits);
  await draft.add([file("a.jpg")]);
  limits = { ...DELIVERED_LIMITS, max_batch_items: 1 };
  await draft.add([file("b.jpg")]);
  expect(draft.leftOut("files")).toEqual([{ name: "b.jpg", reason: "a batch takes 1 image" }]);
});
