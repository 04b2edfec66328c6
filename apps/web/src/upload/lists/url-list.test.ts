import { expect, test } from "@jest/globals";
import { parseCsvRecords } from "./csv-records.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { urlsFromTable, urlsFromText } from "./url-list.ts";

test("one URL in a line, or several separated by spaces, commas or semicolons", () => {
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
    skipped: [],
  });
});

test("a URL may contain commas", () => {
  expect(urlsFromText("https://img.example/w_100,h_200/a.jpg").urls).toEqual(["https://img.example/w_100,h_200/a.jpg"]);
});

test("other lines are skipped with a reason; a repeated URL is taken once", () => {
  const { urls, skipped } = urlsFromText(
    `www.shop.example/a.jpg\nhttps://a.example/1.jpg\nhttps://a.example/1.jpg\nhttps://a.example/${"x".repeat(2_100)}`,
  );
  expect(urls).toEqual(["https://a.example/1.jpg"]);
  expect(skipped.map(({ reason }) => reason)).toEqual([
    "no web address: it does not start with http:// or https://",
    "already in the list",
    "longer than 2,048 characters",
  ]);
  expect(skipped[2]?.name.length).toBeLessThan(130);
});

test("a CSV file may have the URLs in any column, quoted or not, with or without a header", () => {
  const csv =
    '\ufeffid;"photo";name\n1;"https://a.example/x;y.jpg";"Red; big"\n2;;none\n3;https://a.example/2.jpg;ok\n';
  const { urls, skipped } = urlsFromTable(parseCsvRecords(csv));
  expect(urls).toEqual(["https://a.example/x;y.jpg", "https://a.example/2.jpg"]);
  expect(skipped.map(({ name }) => name)).toEqual(["2;;none"]);
  expect(urlsFromTable(parseCsvRecords("https://a.example/1.jpg,x\n")).urls).toEqual(["https://a.example/1.jpg"]);
});

test("a list takes as many URLs as the server allows", () => {
  const limits = { ...DEFAULT_LIMITS, max_batch_items: 1 };
  for (const { urls, skipped } of [
    urlsFromText("https://a.example/1.jpg\nhttps://a.example/2.jpg", limits),
    urlsFromTable(parseCsvRecords("https://a.example/1.jpg\nhttps://a.example/2.jpg"), limits),
  ]) {
    expect(urls).toEqual(["https://a.example/1.jpg"]);
    expect(skipped).toEqual([{ name: "https://a.example/2.jpg", reason: "a batch takes 1 address" }]);
  }
});

test("titles and column names above the first address are not left out, rows without one below it are", () => {
  const csv = "Price list 2024\nsku,photo\n1,https://a.example/1.jpg\n2,none\n";
  const { urls, skipped } = urlsFromTable(parseCsvRecords(csv));
  expect(urls).toEqual(["https://a.example/1.jpg"]);
  expect(skipped.map(({ name }) => name)).toEqual(["2,none"]);
});

test("a cell may hold several addresses", () => {
  const csv =
    'sku,images\n1,https://a.example/1.jpg|https://a.example/2.jpg\n2,"https://a.example/3.jpg, https://a.example/4.jpg"\n';
  expect(urlsFromTable(parseCsvRecords(csv)).urls).toEqual([1, 2, 3, 4].map((n) => `https://a.example/${n}.jpg`));
});

test("a comma in a column name does not hide the delimiter", () => {
  const csv = '"Preis, EUR";Bild-URL\n"12,50";https://a.example/1.jpg\n"13,00";https://a.example/2.jpg\n';
  expect(urlsFromTable(parseCsvRecords(csv)).urls).toEqual(["https://a.example/1.jpg", "https://a.example/2.jpg"]);
});
