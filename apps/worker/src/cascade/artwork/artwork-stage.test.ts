import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { cascadeFromArtwork } from "@symphony/contract";
import { artworkFolder, drawnMark } from "../../../fixtures/drawn-marks.ts";
import type { ArtworkKind, MarkName } from "../../../fixtures/drawn-marks.ts";
import { pictureFile } from "../../../fixtures/pictures.ts";
import { decodeImage } from "../../decode/decode-image.ts";
import { sharp } from "../../decode/libvips.ts";
import { parseCascade } from "../cascade-file.ts";
import { openCascade } from "../open-cascade.ts";
import type { Finding, Stage } from "../stage.ts";
import { seededRandom } from "./estimate/random.ts";
import { renderPicture } from "./estimate/render-picture.ts";
import { artwork } from "./index.ts";
import { loadArtwork } from "./load-artwork.ts";

const stages = new Map<string, Promise<Stage>>();

function stageFor(mark: MarkName, kind: ArtworkKind = "transparent"): Promise<Stage> {
  const key = `${mark} ${kind}`;
  const opened = stages.get(key) ?? open(mark, kind);
  stages.set(key, opened);
  return opened;
}

async function open(mark: MarkName, kind: ArtworkKind): Promise<Stage> {
  const { folder, file } = await artworkFolder(mark, kind);
  return artwork.open(
    { name: "artwork", type: "artwork", threshold: 0.5, files: [file], words: [], mirrored: false },
    folder,
  );
}

afterAll(async () => {
  for (const stage of stages.values()) await (await stage).close();
});

/** What a stage finds best in a picture of a mark. The seed decides ground, place, turn and perspective. */
async function bestIn(
  stage: Stage,
  mark: MarkName | undefined,
  long: number,
  seed: number,
): Promise<Finding | undefined> {
  const picture = renderPicture(mark && drawnMark(mark), long, seededRandom(seed));
  return (await stage.find(picture))[0];
}

async function foundOf(
  stage: Stage,
  mark: MarkName | undefined,
  long: number,
  seeds: readonly number[],
): Promise<number> {
  const found = await Promise.all(seeds.map((seed) => bestIn(stage, mark, long, seed)));
  return found.filter((best) => (best?.confidence ?? 0) >= stage.threshold).length;
}

/** On a gradient with shapes, and on stripes. */
const SEEDS = [1, 4];

describe("a mark is found turned and seen from a side, on grounds of all kinds", () => {
  test.each([
    ["emblem", 60],
    ["word", 160],
  ] as const)("%s, %d px", async (mark, long) => {
    expect(await foundOf(await stageFor(mark), mark, long, SEEDS)).toBe(SEEDS.length);
  });
});

test.each([["opaque"], ["inverted"]] as const)("%s artwork finds the mark in other colours", async (kind) => {
  expect(await foundOf(await stageFor("word", kind), "word", 160, [3])).toBe(1);
});

describe("nothing is found where another mark or none is", () => {
  test.each([
    ["emblem", "target"],
    ["emblem", "word"],
    ["word", "comb"],
    ["word", undefined],
  ] as const)("%s in pictures of %s", async (mark, shown) => {
    expect(await foundOf(await stageFor(mark), shown, 160, [1])).toBe(0);
  });
});

test("the box is around the mark, in pixels of the original", async () => {
  const picture = renderPicture(drawnMark("emblem"), 120, seededRandom(2));
  const stage = await stageFor("emblem");
  const { box } = (await stage.find(picture))[0]!;
  const { box: doubled } = (await stage.find({ ...picture, width: 960, height: 720 }))[0]!;
  expect(box.x2 - box.x1).toBeGreaterThan(60);
  expect(box.x2 - box.x1).toBeLessThan(180);
  expect(doubled.x1).toBeCloseTo(2 * box.x1, 3);
  expect(doubled.y2).toBeCloseTo(2 * box.y2, 3);
});

test("the box ends where the mark ends: the room that its artwork has is no part of it", async () => {
  const { folder, file } = await artworkFolder("emblem", "transparent");
  const mark = await sharp(await readFile(join(folder, file)))
    .trim()
    .resize({ width: 200 })
    .png()
    .toBuffer();
  const { height = 0 } = await sharp(mark).metadata();
  const canvas = sharp({ create: { width: 640, height: 480, channels: 3, background: "#b0b0b0" } });
  const path = await pictureFile(
    "placed.png",
    await canvas
      .composite([{ input: mark, left: 210, top: 90 }])
      .png()
      .toBuffer(),
  );
  const image = await decodeImage(path, { maxPixels: 1e6, maxSide: 640 });
  const { box } = (await (await stageFor("emblem")).find(image))[0]!;
  for (const [side, wanted] of Object.entries({ x1: 210, y1: 90, x2: 410, y2: 90 + height }))
    expect(Math.abs(box[side as keyof typeof box] - wanted)).toBeLessThan(5);
});

test("a picture smaller than any mark has none", async () => {
  const stage = await stageFor("word");
  expect(await stage.find({ width: 8, height: 8, pixels: { data: new Uint8Array(192), width: 8, height: 8 } })).toEqual(
    [],
  );
});

describe("artwork that cannot be used is refused with a sentence", () => {
  test.each([["no picture", Buffer.from("<svg/>"), "is no picture that can be used"]])(
    "%s",
    async (_what, bytes, message) => {
      await expect(loadArtwork(await pictureFile("a.png", bytes), "a.png")).rejects.toThrow(message);
    },
  );

  test("a missing file", async () => {
    await expect(loadArtwork("/nowhere/a.png", "a.png")).rejects.toThrow("the artwork a.png cannot be read");
  });
});

test("artwork that lies on its side is turned upright as its file says", async () => {
  const mark = sharp({ create: { width: 60, height: 20, channels: 3, background: "#b00" } });
  const onSide = mark.extend({ top: 20, bottom: 20, left: 20, right: 20, background: "white" });
  const png = await onSide.png().withMetadata({ orientation: 6 }).toBuffer();
  const { width, height } = await loadArtwork(await pictureFile("a.png", png), "a.png");
  expect(height).toBeGreaterThan(width);
});

describe("cascade.json", () => {
  const cascade = (files: unknown) =>
    JSON.stringify({ brand: "Drawn", stages: [{ name: "artwork", type: "artwork", threshold: 0.5, files }] });

  test.each([
    [[], "stage 'artwork': files: must list at least one picture of the mark"],
    [Array.from({ length: 9 }, (_, i) => `a${i}.png`), "must list at most 8 pictures of the mark"],
    [["../a.png"], "must be a path below the models folder"],
  ])("%j is refused", (files, message) => {
    expect(() => parseCascade(cascade(files))).toThrow(message);
  });

  test.each([[["drawn"]], [[]]])("made from artwork and the words %j, it is accepted", (words) => {
    const made = cascadeFromArtwork({ brand: "Drawn", files: ["artwork-1.png"], words });
    expect(parseCascade(JSON.stringify(made)).stages.map(({ type }) => type)).toContain("artwork");
  });

  test("made from artwork, it finds the mark", async () => {
    const { folder, file } = await artworkFolder("emblem");
    await writeFile(
      join(folder, "cascade.json"),
      JSON.stringify(cascadeFromArtwork({ brand: "Drawn", files: [file] })),
    );
    const opened = await openCascade(folder);
    const { verdict, detected_by } = await opened.classify(renderPicture(drawnMark("emblem"), 150, seededRandom(3)));
    expect({ verdict, detected_by }).toEqual({ verdict: "Valid", detected_by: "artwork" });
    await opened.close();
  });
});
