import { expect, test } from "@jest/globals";
import { artworkFolder } from "../../../../fixtures/drawn-marks.ts";
import type { DecodedImage } from "../../../decode/pixels.ts";
import { estimateCascade } from "./estimate.ts";

/** Finds a mark in every other picture, so in those that show the mark itself. */
function everySecond() {
  const seen: DecodedImage[] = [];
  return {
    seen,
    async classify(image: DecodedImage) {
      seen.push(image);
      return { verdict: seen.length % 2 === 1 ? ("Valid" as const) : ("Invalid" as const) };
    },
  };
}

test("an estimate counts what is found by size, in the mark's pictures and in those of others", async () => {
  const { folder, file } = await artworkFolder("emblem");
  const sizesPx = [24, 64];
  const rows = await estimateCascade(everySecond(), folder, [file], { picturesPerSize: 1, sizesPx });
  expect(rows).toEqual(sizesPx.map((long_px) => ({ long_px, pictures: 1, found: 1, others: 1, false_alarms: 0 })));
});

test("the same seed gives the same pictures, another one others", async () => {
  const { folder, file } = await artworkFolder("word");
  const pictures = async (seed: number) => {
    const cascade = everySecond();
    await estimateCascade(cascade, folder, [file], { picturesPerSize: 1, seed, sizesPx: [40] });
    return cascade.seen.map(({ pixels }) => Buffer.from(pixels.data).toString("base64").slice(0, 2_000));
  };
  const first = await pictures(7);
  expect(await pictures(7)).toEqual(first);
  expect(await pictures(8)).not.toEqual(first);
});

test("no picture begins after the time limit", async () => {
  const { folder, file } = await artworkFolder("emblem");
  const rows = await estimateCascade(everySecond(), folder, [file], { timeLimitMs: -1 });
  expect(rows.every(({ pictures, others }) => pictures === 0 && others === 0)).toBe(true);
});
