import { expect, test } from "@jest/globals";
import { decodeText } from "./decode-text.ts";

const TEXT = "Größe;https://a.example/größe.jpg";

test.each([
  ["UTF-8", new TextEncoder().encode(TEXT)],
  ["Latin-1", Buffer.from(TEXT, "latin1")],
  ["UTF-16", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
  ["UTF-16 without a mark", Buffer.from(TEXT, "utf16le")],
  ["big-endian UTF-16 without a mark", Buffer.from(TEXT, "utf16le").swap16()],
])("reads %s", (_encoding, bytes) => {
  expect(decodeText(bytes)).toBe(TEXT);
});
