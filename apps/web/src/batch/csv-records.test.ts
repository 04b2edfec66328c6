import { expect, test } from "@jest/globals";
import { keepRows, splitCells, splitRecords } from "./csv-records.ts";

const CSV = 'name,verdict\r\n"a,1.jpg",Valid\r\n"line\nbreak ""x"".jpg",Invalid\r\nc.jpg,Error\r\n';

test("a line break inside quotes ends no record", () => {
  expect(splitRecords(CSV)).toEqual([
    "name,verdict",
    '"a,1.jpg",Valid',
    '"line\nbreak ""x"".jpg",Invalid',
    "c.jpg,Error",
  ]);
  expect(splitRecords("a\nb")).toEqual(["a", "b"]);
});

test("rows are kept byte for byte, in the order asked for", () => {
  expect(keepRows(CSV, [2, 1])).toBe('name,verdict\r\nc.jpg,Error\r\n"line\nbreak ""x"".jpg",Invalid\r\n');
  expect(keepRows(CSV, [])).toBe("name,verdict\r\n");
});

test("cells come without their quotes", () => {
  expect(splitCells('"a,1.jpg","say ""hi""",')).toEqual(["a,1.jpg", 'say "hi"', ""]);
  expect(splitCells("x;y", ";")).toEqual(["x", "y"]);
});
