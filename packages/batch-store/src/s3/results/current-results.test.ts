import { expect, test } from "@jest/globals";
import { keepThousands } from "./current-results.ts";

/** A reader of thousands, and which ones it loaded. */
function openReader() {
  const loaded: number[] = [];
  const thousandOf = keepThousands(async (first) => {
    loaded.push(first);
    if (first === 5_000) throw new Error("unreachable");
    return `from ${first}`;
  });
  return { loaded, thousandOf };
}

test("a reader that goes to and fro loads each of 16 thousands once", async () => {
  const { loaded, thousandOf } = openReader();
  // None of the failing one.
  const firsts = Array.from({ length: 16 }, (_, i) => (i < 5 ? i : i + 1) * 1_000).toReversed();
  for (let round = 0; round < 10; round += 1)
    for (const first of firsts) expect(await thousandOf(first + round)).toBe(`from ${first}`);
  expect(loaded).toEqual(firsts);
});

test("the thousand that was used the longest ago is dropped", async () => {
  const { loaded, thousandOf } = openReader();
  for (let first = 30_000; first > 13_000; first -= 1_000) await thousandOf(first);
  await thousandOf(14_500);
  expect(loaded).toHaveLength(17);
  await thousandOf(30_000);
  expect(loaded.slice(17)).toEqual([30_000]);
});

test("a reader that goes forward keeps the thousand that it is in", async () => {
  const { loaded, thousandOf } = openReader();
  for (const seq of [0, 999, 1_000, 1_999, 2_000]) await thousandOf(seq);
  expect(loaded).toEqual([0, 1_000, 2_000]);
  await thousandOf(0);
  expect(loaded).toEqual([0, 1_000, 2_000, 0]);
});

test("what could not be loaded is loaded again", async () => {
  const { loaded, thousandOf } = openReader();
  for (let i = 0; i < 2; i += 1) await expect(thousandOf(5_000)).rejects.toThrow("unreachable");
  expect(loaded).toEqual([5_000, 5_000]);
});
