import { expect, test } from "@jest/globals";
import { acceptedNames, filesOf, nameOf, namesOf, titleOf } from "./order-names.ts";
import type { Picked } from "./pick-files.ts";

const pick = (name: string): Picked => ({
  file: new File(["x"], name),
  name,
  size: 1,
  kind: name.endsWith(".zip") ? "zip" : "image",
});
const orderOf = (...names: string[]) => ({
  source: { kind: "files" as const, picked: names.map(pick) },
  email: undefined,
});
const URLS = { source: { kind: "urls" as const, urls: ["https://a.example/1.jpg"] }, email: undefined };

test("the names of an order are those of its images and addresses, without the content of zips", () => {
  expect(namesOf(orderOf("a.jpg", "more.zip", "b.jpg"))).toEqual(["a.jpg", "b.jpg"]);
  expect(namesOf(URLS)).toEqual(URLS.source.urls);
});

test("accepted names are known only if the server took exactly what was sent", () => {
  expect(acceptedNames(orderOf("a.jpg", "b.jpg"), 2, 0)).toEqual(["a.jpg", "b.jpg"]);
  expect(acceptedNames(orderOf("a.jpg", "b.jpg"), 1, 1)).toEqual([undefined]);
  expect(acceptedNames(orderOf("a.jpg", "more.zip"), 3, 0)).toEqual([undefined, undefined, undefined]);
  expect(acceptedNames(orderOf("a.jpg", "b.jpg", "more.zip"), 2, 1)).toEqual([undefined, undefined]);
});

test("files are found by name unless a zip may hold the same name", () => {
  expect([...filesOf(orderOf("a.jpg", "b.jpg")).keys()]).toEqual(["a.jpg", "b.jpg"]);
  expect(filesOf(orderOf("a.jpg", "more.zip")).size).toBe(0);
  expect(filesOf(URLS).size).toBe(0);
});

test("the title is the common folder, the only file, or the number of images", () => {
  expect(titleOf(orderOf("summer/a.jpg", "summer/deep/b.jpg"))).toBe("summer");
  expect(titleOf(orderOf("summer/a.jpg", "b.jpg"))).toBe("2 images");
  expect(titleOf(orderOf("a.jpg"))).toBe("a.jpg");
  expect(titleOf(URLS)).toBe("1 web address");
});

test("the title to store is the common folder, or the only zip", () => {
  const names = (...files: string[]) => nameOf(orderOf(...files).source);
  expect(names("summer/a.jpg", "summer/deep/b.jpg")).toBe("summer");
  expect(names("photos.zip")).toBe("photos.zip");
  expect(names(`${"x".repeat(250)}/a.jpg`)).toHaveLength(200);
  expect([names("a.jpg"), names("summer/a.jpg", "b.jpg"), nameOf(URLS.source)]).toEqual(["", "", ""]);
});
