import { expect, test } from "@jest/globals";
import { parseCsvRecords } from "./csv-records.ts";

const cellsOf = (text: string): string[][] => parseCsvRecords(text).map(({ cells }) => cells);

test("quoted cells may hold delimiters, quotes and line breaks", () => {
  expect(cellsOf('name,verdict\r\n"a,1.jpg",Valid\r\n"line\nbreak ""x"".jpg",\r\n')).toEqual([
    ["name", "verdict"],
    ["a,1.jpg", "Valid"],
    ['line\nbreak "x".jpg', ""],
  ]);
});

test("the delimiter is the one that gives most records the same number of cells", () => {
  expect(cellsOf("\ufeffa;b\n1,5;2\n")).toEqual([
    ["a", "b"],
    ["1,5", "2"],
  ]);
  expect(cellsOf("a\tb")).toEqual([["a", "b"]]);
  expect(cellsOf("a title, with a comma\na|b\n1,5|2\n2|3\n").at(-2)).toEqual(["1,5", "2"]);
  expect(cellsOf("a\nb")).toEqual([["a"], ["b"]]);
});

test("records of different lengths, empty lines and quotes within cells are accepted", () => {
  expect(parseCsvRecords('a,b,c\n\n1\n5" tall,x\n')).toEqual([
    { cells: ["a", "b", "c"], line: "a,b,c" },
    { cells: ["1"], line: "1" },
    { cells: ['5" tall', "x"], line: '5" tall,x' },
  ]);
});

test("a quote that is never closed is an error", () => {
  expect(() => parseCsvRecords('a,b\n"1,2\n')).toThrow(/quote/i);
});
