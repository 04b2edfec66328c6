import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { parseSitemap } from "./parse-sitemap.ts";

const parse = (text: string) => parseSitemap(Readable.from([Buffer.from(text)]), 10);

test("images of pages, and addresses that end like one, are found", async () => {
  const text = `<urlset><url><loc>http://x/a.jpg</loc></url><url><loc>http://x/page</loc><image:image xmlns:image="i"><image:loc>http://x/b</image:loc></image:image></url></urlset>`;
  expect(await parse(text)).toEqual({ images: ["http://x/a.jpg", "http://x/b"], sitemaps: [] });
});

test.each([
  ["nested without an end", "<a>".repeat(100_000), /nested too deep/],
  [
    "with attributes without an end",
    `<a ${Array.from({ length: 5_000 }, (_, i) => `a${i}='1'`).join(" ")}>`,
    /too many attributes/,
  ],
  ["that are no XML", "<a><b></a>", /no XML/],
])("tags %s are refused with a sentence", async (_name, text, sentence) => {
  await expect(parse(text)).rejects.toMatchObject({ name: "SourceError", message: expect.stringMatching(sentence) });
});
