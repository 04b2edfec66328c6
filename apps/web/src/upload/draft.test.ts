import { expect, test } from "@jest/globals";
import { createDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Limits } from "./limits.ts";

const file = (path: string, content = "x") => ({ file: new File([content], path.split("/").at(-1) ?? ""), path });
const LIST = "https://a.example/1.jpg\nhttps://a.example/2.jpg";
const NOT_ALONE = "a list of web addresses is a batch of its own: choose it by itself";
const names = (draft: Draft): string[] => draft.picks.get().picked.map(({ name }) => name);

test.each(["list.txt", "list.csv"])("%s by itself shows its URLs", async (name) => {
  const draft = createDraft();
  await draft.add([file(name, LIST)]);
  expect([draft.kind.get(), draft.urlText.get(), draft.skipped("urls")]).toEqual(["urls", LIST, []]);
});

test("photos of a folder come in natural order", async () => {
  const draft = createDraft();
  await draft.add([file("shop/cooler-10.jpg"), file("shop/cooler-2.jpg"), file("shop/Box 1.jpg")]);
  expect(names(draft)).toEqual(["shop/Box 1.jpg", "shop/cooler-2.jpg", "shop/cooler-10.jpg"]);
});

test("photos added with a list stay visible, and the list is skipped", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg"), file("list.csv", LIST), file("b.jpg"), file("notes.txt", "nothing")]);
  expect([draft.kind.get(), names(draft), draft.urlText.get()]).toEqual(["files", ["a.jpg", "b.jpg"], ""]);
  expect(draft.skipped("files")).toEqual([
    { name: "list.csv", reason: NOT_ALONE },
    { name: "notes.txt", reason: "no web address in it" },
  ]);
});

test("a list without a URL is skipped, and nothing else changes", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg")]);
  await draft.add([file("readme.txt", "hello"), file("prices.csv", "sku;price\n1;2")]);
  expect([draft.kind.get(), names(draft), draft.urlText.get()]).toEqual(["files", ["a.jpg"], ""]);
  expect(draft.skipped("files").map(({ name }) => name)).toEqual(["readme.txt", "prices.csv"]);
});

test("of two lists the one without a URL is skipped beside the URLs of the other", async () => {
  const draft = createDraft();
  await draft.add([file("readme.txt", "hello"), file("list.txt", LIST)]);
  expect([draft.kind.get(), draft.urlText.get()]).toEqual(["urls", LIST]);
  expect(draft.skipped("urls")).toEqual([{ name: "readme.txt", reason: "no web address in it" }]);
});

test("a damaged CSV file is skipped with its reason", async () => {
  const draft = createDraft();
  await draft.add([file("list.csv", 'photo\n"https://a.example/1.jpg\n')]);
  expect([draft.kind.get(), draft.urlText.get()]).toEqual(["files", ""]);
  expect(draft.skipped("files")).toEqual([{ name: "list.csv", reason: "it is not a valid CSV file" }]);
});

test("text files deep in a folder are not lists", async () => {
  const draft = createDraft();
  await draft.add([file("shop/a.jpg"), file("shop/list.csv", LIST)]);
  expect(draft.skipped("files")).toEqual([{ name: "shop/list.csv", reason: "not an image but a .csv file" }]);
});

test("clearing files or URLs keeps the other", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg"), file("b.docx")]);
  draft.addUrlText(LIST);
  draft.clear("urls");
  expect([names(draft), draft.skipped("files").length, draft.urlText.get()]).toEqual([["a.jpg"], 1, ""]);
  draft.addUrlText(LIST);
  draft.clear("files");
  expect([names(draft), draft.skipped("files"), draft.urlText.get()]).toEqual([[], [], LIST]);
});

test("what was sent is removed, what was added since then stays", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg")]);
  draft.addUrlText(LIST);
  const { picked } = draft.picks.get();
  await draft.add([file("late.jpg")]);
  draft.takeOut({ kind: "files", picked });
  expect([names(draft), draft.urlText.get()]).toEqual([["late.jpg"], LIST]);
  draft.takeOut({ kind: "urls", urls: ["https://a.example/1.jpg"] });
  expect(draft.urlText.get()).toBe(LIST);
  draft.takeOut({ kind: "urls", urls: LIST.split("\n") });
  expect([names(draft), draft.urlText.get()]).toEqual([["late.jpg"], ""]);
});

test("the limits of the server apply as soon as they are known", async () => {
  let limits: Limits = DEFAULT_LIMITS;
  const draft = createDraft(() => limits);
  await draft.add([file("a.jpg")]);
  limits = { ...DEFAULT_LIMITS, max_batch_items: 1 };
  await draft.add([file("b.jpg")]);
  expect(draft.skipped("files")).toEqual([{ name: "b.jpg", reason: "a batch takes 1 image" }]);
});

test("a next batch starts empty while one is sent; what was not sent comes back before what was added since", async () => {
  const draft = createDraft();
  const file = (name: string): { file: File; path: string } => ({ file: new File(["x"], name), path: name });
  await draft.add([file("a.jpg"), file("b.jpg")]);
  const { picked } = draft.picks.get();
  draft.takeOut({ kind: "files", picked });
  expect(draft.picks.get().picked).toEqual([]);
  expect(draft.sending()).toEqual(picked);
  await draft.add([file("c.jpg"), file("a.jpg")]);
  draft.putBack({ kind: "files", picked });
  expect(draft.picks.get().picked.map(({ name }) => name)).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  expect(draft.sending()).toEqual([]);

  draft.addUrlText("https://a.example/2.jpg");
  draft.putBack({ kind: "urls", urls: ["https://a.example/1.jpg", "https://a.example/2.jpg"] });
  expect(draft.urlText.get()).toBe("https://a.example/1.jpg\nhttps://a.example/2.jpg");
});

// The list of what was left out, and with it the batch's own, was empty after a failed upload.
test("what was left out comes back with what was not sent, and stays out of the next batch", async () => {
  const draft = createDraft();
  await draft.add([file("a.jpg"), file("b.docx")]);
  const { picked } = draft.picks.get();
  const leftOut = draft.skipped("files");
  draft.takeOut({ kind: "files", picked });
  expect(draft.skipped("files")).toEqual([]);
  await draft.add([file("c.docx")]);
  draft.putBack({ kind: "files", picked });
  expect(draft.skipped("files").map(({ name }) => name)).toEqual(["b.docx", "c.docx"]);
  expect(leftOut.map(({ name }) => name)).toEqual(["b.docx"]);

  draft.takeOut({ kind: "files", picked });
  await draft.add([file("d.docx")]);
  draft.title.set("Next");
  // The server has the first batch: nothing of the next one is taken out.
  draft.takeOut({ kind: "files", picked });
  draft.forgetSent();
  expect(draft.skipped("files").map(({ name }) => name)).toEqual(["d.docx"]);
  expect(draft.title.get()).toBe("Next");
});

test("of addresses that were not sent, the text comes back as it was typed", async () => {
  const draft = createDraft();
  const text = "https://a.example/1.jpg\nno address";
  draft.addUrlText(text);
  const source = { kind: "urls", urls: ["https://a.example/1.jpg"] } as const;
  const leftOut = draft.skipped("urls");
  expect(leftOut).toHaveLength(1);
  draft.takeOut(source);
  draft.putBack(source);
  expect([draft.urlText.get(), draft.skipped("urls")]).toEqual([text, leftOut]);

  draft.takeOut(source);
  draft.addUrlText("https://a.example/2.jpg");
  draft.putBack(source);
  expect(draft.urlText.get()).toBe("https://a.example/1.jpg\nhttps://a.example/2.jpg");
  expect(draft.skipped("urls")).toEqual(leftOut);
});

test("what was left out of a list goes when its addresses are deleted by hand", async () => {
  const draft = createDraft();
  await draft.add([file("list.csv", "sku,photo\n1,https://a.example/1.jpg\n2,none\n")]);
  const source = { kind: "urls", urls: ["https://a.example/1.jpg"] } as const;
  draft.takeOut(source);
  draft.putBack(source);
  expect(draft.skipped("urls")).toHaveLength(1);
  draft.urlText.set("");
  expect(draft.skipped("urls")).toEqual([]);
});
