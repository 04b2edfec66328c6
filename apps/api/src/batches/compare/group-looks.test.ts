import { expect, test } from "@jest/globals";
import { groupLooks } from "./group-looks.ts";

/** A look with pseudorandom bits, and some of them flipped. */
function look(seed: number, flipped: readonly number[] = []): string {
  const bytes = Buffer.from(
    Array.from({ length: 32 }, (_, i) => (seed * 7_919 + i * i * 104_729 + seed * i * 31) % 251),
  );
  for (const bit of flipped) bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  return bytes.toString("hex");
}

test("looks that differ in a few bits are one group, and others none", async () => {
  const few = [3, 40, 77, 120, 199, 230];
  const many = Array.from({ length: 12 }, (_, i) => i * 20);
  expect(await groupLooks([look(1), look(2), look(1, few), look(3), look(2), look(4, many), look(4)])).toEqual([
    [0, 2],
    [1, 4],
  ]);
  expect(await groupLooks([])).toEqual([]);
});

test("pictures with little in them are alike only when they are nearly equal", async () => {
  const [empty, dot, other] = ["0", "1", "2"].map((digit) => digit.padStart(64, "0")) as [string, string, string];
  expect(await groupLooks([empty, dot, other, empty, dot])).toEqual([
    [0, 3],
    [1, 4],
  ]);
});

test("very many looks that share a part are grouped in bounded time", async () => {
  const looks = Array.from({ length: 20_000 }, (_, i) => `${"0".repeat(56)}${i.toString(16).padStart(8, "0")}`);
  expect(await groupLooks([...looks, ...looks.slice(0, 5)])).toEqual(expect.arrayContaining([[0, 20_000]]));
});
