import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Shown } from "@symphony/contract";
import sharp from "sharp";
import type { Stage } from "../stage.ts";
import { artwork } from "./index.ts";
import { poseOf } from "./shown.ts";

// Test files that run in one process share libvips, and the worker's modules block what is no photo.
sharp.unblock({ operation: ["VipsForeignLoadSvgBuffer"] });

const RED = "#d4001c";
/** A mark that is not the same in a mirror. */
const markIn = (colour: string, transform = ""): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-140 -140 280 280" width="280" height="280">
    <g transform="${transform}"><path transform="translate(-90 -50)" fill="${colour}"
    d="M0 0 h22 v78 h54 v22 h-76 Z M100 0 h80 v22 h-58 v18 h40 v20 h-40 v40 h-22 Z"/></g></svg>`);

let plain: Stage;
let mirroring: Stage;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "symphony-shown-"));
  await writeFile(join(folder, "mark.png"), await sharp(markIn(RED)).png().toBuffer());
  const config = { name: "artwork", type: "artwork", threshold: 0.5, files: ["mark.png"], words: [] } as const;
  const open = (mirrored: boolean): Promise<Stage> =>
    artwork.open({ ...config, files: [...config.files], words: [], mirrored }, folder);
  plain = await open(false);
  mirroring = await open(true);
});
afterAll(() => Promise.all([plain?.close(), mirroring?.close()]));

async function shownIn(mark: Buffer, stage = plain, ground = "#7d93a8"): Promise<Shown | undefined> {
  const { data, info } = await sharp({ create: { width: 480, height: 360, channels: 3, background: ground } })
    .composite([{ input: mark, left: 110, top: 40 }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const [best] = await stage.find({ width, height, pixels: { data, width, height } });
  return best !== undefined && best.confidence >= stage.threshold ? best.shown : undefined;
}

test("as in the artwork", async () => {
  const shown = await shownIn(markIn(RED));
  expect(shown).toMatchObject({ turn: 0, mirrored: false, variants: ["colour"] });
  expect(shown!.stretch).toBeLessThan(1.05);
});

test.each([20, -35, 90])("turned by %d degrees", async (degrees) => {
  const shown = await shownIn(markIn(RED, `rotate(${degrees})`));
  expect(Math.abs(shown!.turn - degrees)).toBeLessThanOrEqual(2);
  expect(shown!.stretch).toBeLessThan(1.05);
});

test("stretched to one side", async () => {
  const shown = await shownIn(markIn(RED, "scale(1.25 1)"));
  expect(shown!.stretch).toBeGreaterThan(1.2);
  expect(shown!.stretch).toBeLessThan(1.3);
});

test("as in a mirror, where that is asked for", async () => {
  const turnedOver = markIn(RED, "scale(-1 1)");
  expect(await shownIn(turnedOver)).toBeUndefined();
  expect(await shownIn(turnedOver, mirroring)).toMatchObject({ mirrored: true, variants: ["colour"] });
  expect(await shownIn(markIn(RED), mirroring)).toMatchObject({ mirrored: false });
});

describe("colours", () => {
  test.each([
    ["white", "#f4f4f0", "#7d93a8", ["white"]],
    ["grey as white is in the shade", "#b4b6b2", "#3b4a58", ["white"]],
    ["black", "#181818", "#c9c2b0", ["black"]],
    ["the artwork's in weak light", "#82000f", "#3f4750", ["colour"]],
    ["another one", "#1340c8", "#d8d8d0", []],
  ])("%s", async (_name, ink, ground, variants) => {
    expect((await shownIn(markIn(ink), plain, ground))?.variants).toEqual(variants);
  });
});

test("the pose is that of the centre, also in perspective", () => {
  const size = { width: 40, height: 20 };
  expect(poseOf([2, 0, 5, 0, 2, 7, 0, 0, 1], size)).toEqual({ turn: 0, stretch: 1 });
  expect(poseOf([0, -3, 0, 3, 0, 0, 0, 0, 1], size)).toEqual({ turn: 90, stretch: 1 });
  expect(poseOf([2, 0, 0, 0, 1, 0, 0, 0, 1], size)).toEqual({ turn: 0, stretch: 2 });
});
