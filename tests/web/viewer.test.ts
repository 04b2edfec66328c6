import { beforeAll, expect, test } from "@jest/globals";
import { picturesOf } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { PHONE, setUpWebTests } from "./setup.ts";

const web = setUpWebTests();
let id: string;

beforeAll(async () => {
  id = await web.finishBatch((await picturesOf(4)).map((bytes, i) => [`${i}.jpg`, bytes]));
});

async function openViewer(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await web.open(`${web.system().url}/?batch=${id}&image=0`, options);
  await viewer(page).getByText("1 of 4", { exact: true }).waitFor();
  await viewer(page).locator("img[alt='0.jpg']").waitFor();
  return page;
}
const viewer = (page: Page) => page.getByRole("dialog");

type Styles = Record<string, string>;
const styleOf = (element: Locator, property: string): Promise<string | undefined> =>
  element.evaluate(
    (each, name) => (globalThis as unknown as { getComputedStyle(of: unknown): Styles }).getComputedStyle(each)[name],
    property,
  );

/** Width and height that a person can see of an element. */
async function visibleSize(page: Page, selector: string): Promise<[number, number]> {
  return (await page.evaluate(`(() => {
    const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
    const within = (low, high, length) => Math.max(0, Math.min(high, length) - Math.max(low, 0));
    return [within(box.left, box.right, innerWidth), within(box.top, box.bottom, innerHeight)];
  })()`)) as [number, number];
}

test("a swipe shows the next image, and the one before; not while the image is zoomed", async () => {
  const page = await openViewer(PHONE);
  const client = await page.context().newCDPSession(page);
  const swipe = async (from: number, to: number): Promise<void> => {
    const at = (x: number) => [{ x, y: 300 }];
    await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(from) });
    for (let step = 1; step <= 4; step += 1)
      await client.send("Input.dispatchTouchEvent", {
        type: "touchMove",
        touchPoints: at(from + ((to - from) * step) / 4),
      });
    await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  await swipe(300, 100);
  await viewer(page).getByText("2 of 4", { exact: true }).waitFor();
  await swipe(100, 300);
  await viewer(page).getByText("1 of 4", { exact: true }).waitFor();
  await viewer(page).getByRole("button", { name: "Zoom in" }).click();
  await swipe(300, 100);
  await swipe(300, 290);
  await until(
    async () =>
      /scale\(1\.4\)/.test((await viewer(page).locator("img").first().locator("..").getAttribute("style")) ?? ""),
    "the image is enlarged",
  );
  expect(await viewer(page).getByText("1 of 4", { exact: true }).count()).toBe(1);
});

test.each([
  ["a phone on its side", { viewport: { width: 844, height: 390 }, hasTouch: true }],
  // 1280 × 1024 at 400 %.
  ["400 % zoom", { viewport: { width: 320, height: 256 } }],
  ["a small phone", { viewport: { width: 360, height: 640 } }],
] as Array<[string, BrowserContextOptions]>)(
  "photo and decision can be seen and reached: %s",
  async (_name, options) => {
    const page = await openViewer(options);
    const [width, height] = await visibleSize(page, "[role=dialog] img[alt='0.jpg']");
    expect(Math.min(width, height)).toBeGreaterThan(100);
    const valid = viewer(page).getByRole("button", { name: "Valid", exact: true });
    await valid.scrollIntoViewIfNeeded();
    const box = (await valid.boundingBox())!;
    const { width: right, height: bottom } = page.viewportSize()!;
    expect(box.x >= 0 && box.x + box.width <= right && box.y >= 0 && box.y + box.height <= bottom).toBe(true);
    for (const name of ["Undo", "Close"]) {
      const button = viewer(page).getByRole("button", { name });
      await button.scrollIntoViewIfNeeded();
      expect((await button.boundingBox())!.x).toBeLessThan(right);
    }
    // Nothing is to be scrolled sideways.
    expect(await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await violations(page)).toEqual([]);
  },
);

test("forced colours keep what colours say", async () => {
  const page = await web.open(`${web.system().url}/?batch=${id}`, { forcedColors: "active" });
  await page.getByRole("option", { name: /^0\.jpg/ }).waitFor();
  const colours = (await page.evaluate(`[...document.querySelectorAll("[role=progressbar] > [data-part]")].map(
    (part) => getComputedStyle(part).backgroundColor,
  )`)) as string[];
  expect(new Set(colours).size).toBe(3);
  const outline = await styleOf(page.getByRole("button", { name: /^All 4/ }), "outlineStyle");
  expect(outline).toBe("solid");
});

test("the viewer prints the image and what is known of it, on white and without its buttons", async () => {
  const page = await openViewer({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  expect(await viewer(page).getByRole("button", { name: "Next image" }).isVisible()).toBe(false);
  await viewer(page).getByText("Found by").waitFor();
  await viewer(page).locator("img[alt='0.jpg']").waitFor();
  expect(await styleOf(viewer(page), "backgroundColor")).toBe("rgb(255, 255, 255)");
  expect((await page.pdf()).length).toBeGreaterThan(1_000);
});
