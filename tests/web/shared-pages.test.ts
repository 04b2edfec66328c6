import { expect, test } from "@jest/globals";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import type { Locator, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { PHONE, setUpWebTests } from "./setup.ts";

/** What fingers hit: the least height of a target. */
const TAP_PX = 44;
const web = setUpWebTests();
const longName = `women/outerwear/${"IMG_20260314_".repeat(6)}final.jpg`;

/** A link to a batch with names that have no blank to break at. */
async function shareBatch(): Promise<string> {
  const id = await web.finishBatch([
    [longName, await markedPicture(1)],
    ["plain.jpg", await plainPicture(2)],
    ["broken.jpg", Buffer.from("no image")],
  ]);
  const send = (method: string, path: string, body: unknown): Promise<Response> =>
    fetch(`${web.system().url}/api/batches/${id}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await send("PATCH", "", { title: "spring_campaign_2026_supplier_delivery_number_0815_second_attempt" });
  await send("PUT", "/items/0/review", { verdict: "Invalid", note: `https://example.com/${"folder/".repeat(20)}` });
  const response = await send("POST", "/shares", { expires_in_hours: 1, label: "supplier" });
  return ((await response.json()) as { url: string }).url;
}

const targets = (page: Page): Locator => page.locator("a, button, select");

/** Names of what is too low to be tapped. */
async function tooLow(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (const target of await targets(page).all()) {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (box === null || box.height < TAP_PX) names.push(`${await target.innerText()} ${box?.height}`);
  }
  return names;
}

test("on a phone nothing of a shared batch is cut off or too small to tap", async () => {
  const link = await shareBatch();
  const page = await web.open(link, PHONE);
  const dir = process.env["REVIEW_SHOTS"];
  for (const path of ["", "/items/0", "/items/1", "/items/2", "/items/3", "/report.html"]) {
    await page.goto(`${link}${path}`);
    // Lists load pictures as they come into view.
    for (const picture of await page.locator("img").all()) await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction("[...document.images].every(({ complete }) => complete)");
    expect([path, await tooLow(page)]).toEqual([path, []]);
    // A page that is too wide is shown smaller, as a whole.
    expect([path, await page.evaluate("document.scrollingElement.scrollWidth")]).toEqual([path, 390]);
    expect([path, await violations(page)]).toEqual([path, []]);
    if (dir !== undefined)
      await page.screenshot({ path: `${dir}/shared${path.replaceAll("/", "-")}.png`, fullPage: true });
  }
});
