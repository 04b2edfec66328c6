import { expect, test } from "@jest/globals";
import { until } from "@symphony/test-support/system";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import sharp from "sharp";
import { violations } from "./axe.ts";
import { images } from "./page.ts";
import { TOOL_LOOKS, setUpWebTests } from "./setup.ts";

const web = setUpWebTests();

/** A photo of 3,000 x 2,000 pixels with and without the mark of the test model. */
async function largePhoto(marked: boolean): Promise<Buffer> {
  const patch = { create: { width: 500, height: 350, channels: 3 as const, background: "#f00" } };
  return sharp({ create: { width: 3_000, height: 2_000, channels: 3, background: "#5a6a78" } })
    .composite(marked ? [{ input: patch, left: 1_900, top: 800 }] : [])
    .jpeg()
    .toBuffer();
}

const finishPhotos = async (): Promise<string> =>
  web.finishBatch([
    ["shop/marked.jpg", await largePhoto(true)],
    ["shop/none.jpg", await largePhoto(false)],
    ["broken.jpg", Buffer.from("no image")],
  ]);

async function openViewer(id: string, options: BrowserContextOptions = {}): Promise<[Page, Locator]> {
  const page = await web.open(`${web.system().url}/?batch=${id}`, options);
  await images(page, /marked\.jpg/).click();
  return [page, page.getByRole("dialog")];
}

/** The long side of a picture's own pixels; 0 until it is loaded. */
const longSide = (image: Locator): Promise<number> =>
  image.evaluate((img) => Math.max((img as unknown as { naturalWidth: number }).naturalWidth));
const photo = (viewer: Locator): Locator => viewer.getByAltText(/marked\.jpg/);
const widthOf = async (image: Locator): Promise<number> => (await image.boundingBox())?.width ?? 0;

test("after a reload and in a second browser the viewer shows the view and the marks", async () => {
  const id = await finishPhotos();
  const [page] = await openViewer(id);
  await page.reload();
  const [, colleague] = await openViewer(id);
  for (const viewer of [page.getByRole("dialog"), colleague]) {
    await until(async () => (await longSide(photo(viewer))) === 2_048, "the view is loaded");
    const marks = viewer.getByRole("list", { name: "Places in the image" });
    await until(async () => (await longSide(marks.locator("img").first())) >= 400, "the mark is loaded");
    await marks
      .getByText(/^\d+ % · red-patch/)
      .first()
      .waitFor();
  }
});

test("the mouse wheel zooms every image; lines stay thin, and a mark leads to its place", async () => {
  const [page, viewer] = await openViewer(await finishPhotos());
  await until(async () => (await longSide(photo(viewer))) === 2_048, "the view is loaded");
  const lineWidth = (): Promise<number> =>
    viewer
      .locator("svg rect")
      .last()
      .evaluate((rect) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(of: unknown): { strokeWidth: string };
        };
        return Number.parseFloat(getComputedStyle(rect).strokeWidth);
      });
  // The second image, then the first one again: each has a frame of its own.
  await page.keyboard.press("ArrowRight");
  await viewer.getByText("2 of 3").waitFor();
  await page.keyboard.press("ArrowLeft");
  await viewer.getByText("1 of 3").waitFor();
  const [fitted, thin] = [await widthOf(photo(viewer)), await lineWidth()];
  await page.mouse.move(400, 400);
  await until(async () => {
    await page.mouse.wheel(0, -100);
    return (await widthOf(photo(viewer))) > 3.5 * fitted;
  }, "the wheel zooms in");
  // Beyond the pixels of the view, and the line is as thin on the screen as before.
  expect(await widthOf(photo(viewer))).toBeGreaterThan(2_048);
  const isThin = async (): Promise<boolean> => {
    const scale = (await widthOf(photo(viewer))) / fitted;
    return Math.abs((await lineWidth()) * scale - thin) < 0.05;
  };
  await until(isThin, "the line is as thin as before");
  await page.keyboard.press("0");
  await until(async () => Math.abs((await widthOf(photo(viewer))) - fitted) < 2, "the whole image is shown");
  await viewer.getByRole("button", { name: /^Logo/ }).first().click();
  await until(async () => (await widthOf(photo(viewer))) > 1.5 * fitted, "the mark is shown");
  await page.keyboard.press("0");
  await page.keyboard.press("+");
  await until(async () => (await widthOf(photo(viewer))) > 1.2 * fitted, "a key zooms in");
});

test.each(TOOL_LOOKS)("axe finds no violations: %s", async (_name, options) => {
  const [page, viewer] = await openViewer(await finishPhotos(), options);
  await until(async () => (await longSide(photo(viewer))) === 2_048, "the view is loaded");
  expect(await violations(page)).toEqual([]);
});
