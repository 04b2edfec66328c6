import { expect, test } from "@jest/globals";
import { containsUrl, findUrls } from "./find-urls.ts";

test.each([
  ["See https://a.example/1.jpg.", ["https://a.example/1.jpg"]],
  [
    "![front](https://a.example/1.jpg), ![back](https://a.example/2.jpg)",
    [1, 2].map((n) => `https://a.example/${n}.jpg`),
  ],
  ["(https://en.example/wiki/Cooler_(device).jpg)", ["https://en.example/wiki/Cooler_(device).jpg"]],
  ['<img src="https://a.example/1.jpg" alt="">', ["https://a.example/1.jpg"]],
  ["**https://a.example/1.jpg**", ["https://a.example/1.jpg"]],
  ["https://img.example/w_100,h_200/a.jpg", ["https://img.example/w_100,h_200/a.jpg"]],
  ["https://a.example/1.jpg|https://a.example/2.jpg", [1, 2].map((n) => `https://a.example/${n}.jpg`)],
  ["https://a.example/größe 1.jpg", ["https://a.example/größe%201.jpg"]],
  ["https://a.example/1.jpg the front", ["https://a.example/1.jpg"]],
  ["https://a.example/1.jpg front.jpg", ["https://a.example/1.jpg"]],
  ["www.a.example/1.jpg", []],
  ["https://", []],
])("addresses in %s", (text, urls) => {
  expect(findUrls(text)).toEqual(urls);
});

test("a long line costs in proportion to its length", () => {
  expect(findUrls("http://".repeat(100_000)).length).toBeLessThanOrEqual(1);
  expect(findUrls(`https://a.example/${".".repeat(500_000)}`)).toEqual(["https://a.example/"]);
  expect(findUrls(`https://a.example/${" ".repeat(500_000)}x`)).toEqual(["https://a.example/"]);
});

test("recognises a text with an address", () => {
  expect([containsUrl("see HTTPS://a.example"), containsUrl("hello")]).toEqual([true, false]);
});
