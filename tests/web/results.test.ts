import { beforeEach, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { createCaller } from "@symphony/test-support/client";
import { image, status } from "@symphony/test-support/image-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { Download, Page } from "playwright-core";
import { images, spokenRows, statOf, untilState } from "./page.ts";
import { createResponseGate } from "./response-gate.ts";
import { setUpWebTests } from "./setup.ts";

const web = setUpWebTests();
let page: Page;

beforeEach(async () => {
  page = await web.open();
});

const show = (id: string) => page.goto(`${web.system().url}/?batch=${id}`);
const textOf = async (download: Download): Promise<string[]> =>
  (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");

const finishFourImages = async (): Promise<string> =>
  web.finishBatch([
    ["red/marked.jpg", await markedPicture()],
    ["plain.jpg", await plainPicture()],
    ["broken.jpg", Buffer.from("no image")],
    ["red/more.jpg", await markedPicture(9)],
  ]);

async function submitUrls(urls: string[]): Promise<string> {
  return (await createCaller(web.system().url).submit({ image_paths: urls, chunkSize: 5 })).batch_id;
}

test("filter, search and order, and a CSV of everything or of what matches the filter", async () => {
  await show(await finishFourImages());
  await images(page, /red\/more\.jpg Valid/).waitFor();
  const [all] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(all.suggestedFilename()).toMatch(/^logo_detection_results_.*\.csv$/);
  const lines = await textOf(all);
  expect(lines).toHaveLength(5);

  await page.getByLabel("Search by name").fill("red/");
  await page.getByLabel("Order").selectOption("name");
  const [some] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV of 2 rows" }).click(),
  ]);
  expect(await textOf(some)).toEqual([lines[0], lines[1], lines[4]]);

  await page.getByRole("button", { name: "Clear the search" }).click();
  await page.getByRole("button", { name: /^Invalid/ }).click();
  const [invalid] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV of 1 row" }).click(),
  ]);
  expect(await textOf(invalid)).toEqual([lines[0], lines[2]]);

  await page.getByLabel("Kind of error").selectOption({ label: "Not an image (1)" });
  await until(
    async () => (await spokenRows(page)).join() === "broken.jpg Error Not an image",
    "only the broken image is shown",
  );
  await page.getByLabel("Search by name").fill("nothing like this");
  await page.getByText("No image matches.").waitFor();
  await page.getByRole("button", { name: "Show all images" }).click();
  await images(page).nth(3).waitFor();
  expect(await images(page).count()).toBe(4);
});

test("grid and viewer show the worker's thumbnail with the box on it", async () => {
  await show(await finishFourImages());
  await page.getByRole("button", { name: "Grid" }).click();
  const tile = images(page, /red\/marked\.jpg/);
  await until(
    () => tile.locator("img").evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0),
    "the thumbnail is loaded",
  );
  expect(await tile.locator("svg[viewBox='0 0 160 160'] rect").count()).toBe(2);
  await tile.click();
  const viewer = page.getByRole("dialog");
  await viewer.getByText("1 of 4").waitFor();
  await viewer.getByText("red-patch", { exact: true }).waitFor();
  await page.keyboard.press("ArrowRight");
  await viewer.getByText("2 of 4").waitFor();
  await page.keyboard.press("e");
  await viewer.getByText("1 of 1 · Error").waitFor();
  await viewer.getByText("Not an image", { exact: true }).waitFor();
  await page.keyboard.press("a");
  await viewer.getByText("1 of 4").waitFor();
  await page.keyboard.press("+");
  await until(
    async () => /scale\(1\.4\)/.test((await viewer.locator("img").first().locator("..").getAttribute("style")) ?? ""),
    "the image is enlarged",
  );
  await page.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" });
});

test("pause, resume and cancel", async () => {
  const gate = createResponseGate();
  const picture = await markedPicture();
  const server = await web.startImageServer({ "/i/*": image(picture), "/late/*": gate.respond(picture) });
  web.cleanUp(() => gate.open());
  await show(await submitUrls(Array.from({ length: 40 }, (_, i) => `${server.url}/${i < 5 ? "i" : "late"}/${i}.jpg`)));
  await untilState(page, "Checking");
  await page.getByRole("button", { name: "Pause" }).click();
  await untilState(page, "Paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await untilState(page, "Checking");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Keep going" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Cancel the batch" }).click();
  await untilState(page, "Cancelled");
  gate.open();
  await page.getByRole("button", { name: /^Check the other \d+/ }).waitFor();
  // Nothing is wrong with images that were not checked.
  await page.getByText("cancelled before").waitFor();
  const notChecked = await statOf(page, "Not checked");
  expect(notChecked).toBeGreaterThan(0);
  expect(await statOf(page, "Errors")).toBe(0);
  await page.getByText(`${notChecked} images were not checked.`).waitFor();
  await page.getByRole("button", { name: `Not checked ${notChecked}` }).click();
  await until(
    async () => (await spokenRows(page)).every((row) => row.endsWith(".jpg Not checked")),
    "only images that were not checked are shown",
  );
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Check the other \d+/ }).click();
  // They were never checked: nothing is checked again.
  await page.getByText(/^Checking \d+ images?\.|\d+ images? (?:was|were) checked in the last run\./).waitFor();
});

test("all tiles of the grid are alike: decided ones, errors, and those in a folder", async () => {
  const id = await finishFourImages();
  await fetch(`${web.system().url}/api/batches/${id}/items/0/review`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verdict: "Invalid" }),
  });
  await show(id);
  await images(page, /red\/more\.jpg Valid/).waitFor();
  await page.getByRole("button", { name: "Grid" }).click();
  await images(page, /^red\/marked\.jpg Valid \d+ % Decided: Invalid/).waitFor();
  const places = await images(page).evaluateAll((tiles) =>
    tiles.map((tile) => {
      const topOf = (selector: string): number =>
        Math.round(tile.querySelector(selector)!.getBoundingClientRect().top - tile.getBoundingClientRect().top);
      const last = tile.lastElementChild!.lastElementChild!.getBoundingClientRect();
      return [
        topOf("[data-lines] > [aria-hidden]"),
        topOf("[data-state]"),
        last.bottom < tile.getBoundingClientRect().bottom,
      ];
    }),
  );
  expect(places).toHaveLength(4);
  expect(new Set(places.map((place) => place.join(" "))).size).toBe(1);
  expect(places[0]?.[2]).toBe(true);
});

test("a retry checks only the failed images, and replaces their results", async () => {
  let broken = true;
  const picture = await markedPicture();
  const server = await web.startImageServer({
    "/i/*": image(picture),
    "/gone/*": (...call) => (broken ? status(404) : image(picture))(...call),
  });
  await show(await submitUrls(["i/1", "gone/2", "gone/3"].map((path) => `${server.url}/${path}.jpg`)));
  await untilState(page, "Finished");
  expect(await statOf(page, "Errors")).toBe(2);
  broken = false;
  await page.getByRole("button", { name: "Retry 2 errors" }).click();
  await until(async () => (await statOf(page, "Valid")) === 3, "all are valid");
  await untilState(page, "Finished");
  expect(await statOf(page, "Errors")).toBe(0);
  await until(
    async () => (await spokenRows(page)).every((row) => row.includes(" Valid ")),
    "the rows have the new results",
  );
  expect(server.requests.get("/i/1.jpg")).toBe(1);
});

test("after a retry the page says what failed, and whose times it shows", async () => {
  const picture = await markedPicture();
  let broken = true;
  const server = await web.startImageServer({
    "/i/*": image(picture),
    "/late/*": (...call) => (broken ? status(404) : image(picture))(...call),
    "/gone/*": status(404),
  });
  await show(await submitUrls(["i/1", "late/2", "gone/3"].map((path) => `${server.url}/${path}.jpg`)));
  await untilState(page, "Finished");
  broken = false;
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Retry 2 errors" }).click();
  await page
    .getByText("2 images were checked in the last run. 1 image could not be checked; the list says why.")
    .waitFor();
  await page.getByText("of the last run").waitFor();
  expect(await statOf(page, "Errors")).toBe(1);
});
