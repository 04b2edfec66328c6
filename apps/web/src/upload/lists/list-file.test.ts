import { expect, test } from "@jest/globals";
import { DEFAULT_LIMITS } from "../limits.ts";
import { readListFile } from "./list-file.ts";

const read = async (name: string, text: string) => {
  const { text: urls, problem, skipped } = await readListFile(new File([text], name), DEFAULT_LIMITS);
  return { urls: urls.split("\n").filter((url) => url !== ""), problem, skipped };
};
const [A, B] = ["https://a.example/1.jpg?x=1&y=2", "https://a.example/2.jpg"];

test.each([
  ["a feed in JSON", "feed.json", JSON.stringify({ items: [{ image: A }, { image: B }] }).replaceAll("/", "\\/")],
  ["a saved page", "shop.html", `<p>Sale</p><img src="${A.replace("&", "&amp;")}">\n<a href='${B}'>big</a>`],
  ["a sitemap", "sitemap.xml", `<urlset><loc>${A.replace("&", "&amp;")}</loc>\n<loc>${B}</loc></urlset>`],
])("addresses are found in %s", async (_name, file, text) => {
  expect(await read(file, text)).toMatchObject({ urls: [A, B], problem: undefined });
});

test("a page without an address says so, and a damaged table without one too", async () => {
  expect(await read("a.html", "<p>hello</p>")).toEqual({ urls: [], problem: "no web address in it", skipped: [] });
  expect(await read("a.csv", 'sku,"photo\n1,none\n')).toMatchObject({
    urls: [],
    problem: "it is not a valid CSV file",
  });
});

test("what a browser made for itself is no address", async () => {
  const { urls, skipped } = await read("a.tsv", `${B}\nblob:https://a.example/4\n`);
  expect([urls, skipped.map(({ name }) => name)]).toEqual([[B], ["blob:https://a.example/4"]]);
});
