import { beforeEach, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { language, wantedLanguage } from "./language.ts";
import { t, tn } from "./text.ts";

const src = fileURLToPath(new URL("../..", import.meta.url));
const sources = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.ts$|language\/(en|de)\//.test(file),
);
const code = sources.map((file) => readFileSync(`${src}/${file}`, "utf8")).join("\n");

beforeEach(() => language.set("en"));

test("every key has a text in both languages, with the same values to fill in", () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
  const valuesOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
  for (const [key, text] of Object.entries(en)) {
    const german = de[key as keyof typeof en];
    expect([key, german.trim()]).not.toEqual([key, ""]);
    expect([key, valuesOf(german)]).toEqual([key, valuesOf(text)]);
  }
});

test("every text is used, and texts of a number have both forms", () => {
  const stems = [...code.matchAll(/\bt\(\s*`([\w.]+)\$\{/g)].map(([, stem]) => stem!);
  const isUsed = (key: string): boolean =>
    code.includes(`"${key}"`) ||
    stems.some((stem) => key.startsWith(stem)) ||
    code.includes(`"${key.replace(/\.(one|other)$/, "")}"`);
  expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
  const names = Object.keys(en).flatMap((key) => (key.endsWith(".other") ? key.slice(0, -6) : []));
  expect(names.filter((name) => !(`${name}.one` in en))).toEqual([]);
});

test("values and numbers are filled in", () => {
  expect(t("review.progress", { done: 1_234, total: 5_000 })).toBe("1,234 of 5,000 decided");
  expect([tn("count.image", 1), tn("count.image", 0)]).toEqual(["1 image", "0 images"]);
});

test("the stored language, or else the first of the browser's that the page has", () => {
  expect(wantedLanguage(undefined, ["fr-FR", "de-AT", "en"])).toBe("de");
  expect(wantedLanguage("en", ["de"])).toBe("en");
  expect(wantedLanguage("constructor", ["toString", "xx"])).toBe("en");
});
