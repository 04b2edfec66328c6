import { expect, test } from "@jest/globals";
import { neutralise } from "../results/results-csv.ts";
import { safeName } from "./safe-name.ts";

const MEGABYTE = 1_000_000;

/** What the patterns for names and cells look at many times if they are written badly. */
const WORST: Array<[string, (length: number) => string]> = [
  ["blanks before a last letter", (length) => `a${" ".repeat(length)}x`],
  ["dots before a last letter", (length) => `a${".".repeat(length)}x`],
  ["line breaks before a last letter", (length) => `a${"\n".repeat(length)}x`],
  ["line breaks and blanks in turn", (length) => `a${"\n ".repeat(length / 2)}x`],
  ["carriage returns", (length) => `a${"\r ".repeat(length / 2)}x`],
  ["leading blanks", (length) => `${" ".repeat(length)}x`],
  ["separators", (length) => "/".repeat(length)],
  ["combining marks", (length) => `a${"\u0316\u0301".repeat(length / 2)}`],
  ["images' endings", (length) => ".jpg".repeat(length / 4)],
];

/** The shortest of a few runs: the others were disturbed. */
function msOf(work: () => unknown): number {
  const runs = Array.from({ length: 3 }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  return Math.min(...runs);
}

/** Ten times the text may take ten times as long, not a hundred times; what is over in a moment is not compared. */
function expectLinear(work: (text: string) => unknown, textOf: (length: number) => string): void {
  const [short, long] = [textOf(MEGABYTE / 10), textOf(MEGABYTE)];
  expect(msOf(() => work(long))).toBeLessThan(40 * msOf(() => work(short)) + 200);
}

test.each(WORST)("F-83: names and cells are read in linear time: %s", (_what, textOf) => {
  expectLinear(safeName, textOf);
  expectLinear(neutralise, textOf);
});

test("F-83: the patterns find what they found", () => {
  for (const text of ["=1", "  =1", "a\n=1", "a\n \n\t+1", "\t1", "a\r@x", "\r", "a\n\u00a0-1", "\uff1d1"])
    expect([text, neutralise(text)]).toEqual([text, `'${text}`]);
  for (const text of ["a", "a=1", "a\n b", "a\n\n\nb", "", " a"]) expect(neutralise(text)).toBe(text);
  expect(safeName(`${"x".repeat(70_000)}.jpg`)).toBe(`${"x".repeat(146)}.jpg`);
  expect(safeName("a. . .")).toBe("a");
});
