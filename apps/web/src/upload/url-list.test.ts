import { expect, test } from "@jest/globals";
import { DELIVERED_LIMITS } from "./limits.ts";
import { holdsUrl, urlsFromCsv, urlsFromText } from "./url-list.ts";

test("one a line, or several with spaces, commas or semicolons between", () => {
  const text =
    "https://a.example/1.jpg\r\nhttps://a.example/2.jpg, https://a.example/3.jpg;http://b.example/4.png\n\n  'https://a.example/5.jpg'\n";
  expect(urlsFromText(text)).toEqual({
    urls: [
      "https://a.example/1.jpg",
      "https://a.example/2.jpg",
      "https://a.example/3.jpg",
      "http://b.example/4.png",
      "https://a.example/5.jpg",
    ],
    leftOut: [],
  });
});

test("an address may hold commas itself", () => {
  expect(urlsFromText("https://img.example/w_100,h_200/a.jpg").urls).toEqual(["https://img.example/w_100,h_200/a.jpg"]);
});

test("what is no address is named with its reason; an address twice is taken once", () => {
  const { urls, leftOut } = urlsFromText(
    `www.shop.example/a.jpg\nhttps://a.example/1.jpg\nhttps://a.example/1.jpg\nhttps://a.example/${"x".repeat(2_100)}`,
  );
  expect(urls).toEqual(["https://a.example/1.jpg"]);
  expect(leftOut.map(({ reason }) => reason)).toEqual([
    "no web address: it starts with neither http:// nor https://",
    "already in the list",
    "longer than 2048 characters",
  ]);
  expect(leftOut[2]?.name.length).toBeLessThan(130);
});

test("a CSV file may have the addresses in any column, quoted or not, with a header or without", () => {
  const csv =
    '\ufeffid;"photo";name\n1;"https://a.example/x;y.jpg";"Red; big"\n2;;none\n3;https://a.example/2.jpg;ok\n';
  const { urls, leftOut } = urlsFromCsv(csv);
  expect(urls).toEqual(["https://a.example/x;y.jpg", "https://a.example/2.jpg"]);
  expect(leftOut.map(({ name }) => name)).toEqual(["2;;none"]);
  expect(urlsFromCsv("https://a.example/1.jpg,x\n").urls).toEqual(["https://a.example/1.jpg"]);
});

test("a list takes as many addresses as the server says", () => {
  const limits = { ...DELIVERED_LIMITS, max_batch_items: 1 };
  for (const { urls, leftOut } of [
    urlsFromText("https://a.example/1.jpg\nhttps://a.example/2.jpg", limits),
    urlsFromCsv("https://a.example/1.jpg\nhttps://a.example/2.jpg", limits),
  ]) {
    expect(urls).toEqual(["https://a.example/1.jpg"]);
    expect(leftOut).toEqual([{ name: "https://a.example/2.jpg", reason: "a batch takes 1 address" }]);
  }
});

test("a pasted text is looked at for addresses first", () => {
  expect([holdsUrl("see HTTPS://a.example"), holdsUrl("hello")]).toEqual([true, false]);
});
