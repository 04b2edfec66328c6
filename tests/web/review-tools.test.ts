import { expect, test } from "@jest/globals";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { createCaller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { BrowserContextOptions, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { images, statOf, untilState } from "./page.ts";
import { TOOL_LOOKS, setUpWebTests } from "./setup.ts";

/** The only stage finds the mark with a confidence of 0.3. */
const web = setUpWebTests({ modelsDir: await cascadeFolder([await yoloStage("v8-weak", { threshold: 0.2 })]) });

/** Of twelve images every second one has the mark; another file is no image. */
async function openBatch(options: BrowserContextOptions = {}): Promise<{ page: Page; id: string }> {
  const id = await web.finishBatch([
    ...(await picturesOf(12)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]),
    ["broken.jpg", Buffer.from("no image")],
  ]);
  const page = await web.open(`${web.system().url}/?batch=${id}`, options);
  await images(page, /^0\.jpg Valid/).waitFor();
  return { page, id };
}
const dialog = (page: Page) => page.getByRole("dialog");
const summaryOf = (id: string) =>
  createCaller(web.system().url).getJson<{ reviewed: number; sample: { size: number; wrong: number } }>(
    `/api/batches/${id}/reviews/summary`,
  );

test("many images are decided by a rule, after a preview that changes nothing", async () => {
  const { page, id } = await openBatch();
  const colleague = await web.open(page.url());
  await images(colleague, /^0\.jpg Valid/).waitFor();
  await colleague.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Decide by rule" }).click();
  await dialog(page).getByText("6 images will be decided Invalid.").waitFor();
  await dialog(page).getByLabel("The machine says").selectOption("Valid");
  await dialog(page).getByLabel("Confidence from").fill("90");
  await dialog(page).getByText("No image matches.").waitFor();
  await dialog(page).getByLabel("Confidence from").fill("20");
  await dialog(page).getByLabel("to", { exact: true }).fill("40");
  await dialog(page).getByText("6 images will be decided Invalid.").waitFor();
  expect((await summaryOf(id)).reviewed).toBe(0);
  await dialog(page).getByLabel("Reason").selectOption("bad photo");
  await dialog(page).getByRole("button", { name: "Decide about 6 images" }).click();
  await dialog(page).waitFor({ state: "detached" });
  await page.getByRole("note").getByText("6 images decided.").waitFor();
  for (const each of [page, colleague]) await images(each, /^0\.jpg Valid Decided: Invalid/).waitFor();
  expect((await summaryOf(id)).reviewed).toBe(6);
  // Those that are decided match no more.
  await page.getByRole("button", { name: "Decide by rule" }).click();
  await dialog(page).getByLabel("The machine says").selectOption("Valid");
  await dialog(page).getByText("No image matches.").waitFor();
});

test("the images that are shown are decided at once", async () => {
  const { page } = await openBatch();
  await page.getByLabel("Search by name").fill("1");
  await page.getByText("3 of 13 images match").waitFor();
  await page.getByRole("button", { name: "Decide by rule" }).click();
  await dialog(page).getByLabel("Images", { exact: true }).selectOption("shown");
  await dialog(page).getByText("Valid", { exact: true }).click();
  await dialog(page).getByText("3 images will be decided Valid.").waitFor();
  await dialog(page).getByRole("button", { name: "Decide about 3 images" }).click();
  await images(page, /^1\.jpg Invalid Decided: Valid/).waitFor();
});

test("a random spot check ends in an error rate with its interval", async () => {
  const { page, id } = await openBatch();
  await page.getByRole("button", { name: "Spot check" }).click();
  await dialog(page).getByRole("button", { name: "Begin" }).click();
  await dialog(page).getByText("0 of 12 decided").waitFor();
  expect(new URL(page.url()).searchParams.get("queue")).toBe("random");
  for (let done = 1; done <= 12; done += 1) {
    // The third decision is against the machine; every other one is for it.
    const isMarked = Number(new URL(page.url()).searchParams.get("image")) % 2 === 0;
    await page.keyboard.press(isMarked === (done !== 3) ? "y" : "n");
    await dialog(page).getByText(`${done} of 12 decided`).waitFor();
  }
  const result = /Spot check of 12 images: 1 wrong, an error rate of 8\.3.%.*1\.5.% to 35\.4.%/;
  await dialog(page).getByText(result).waitFor();
  expect((await summaryOf(id)).sample).toMatchObject({ size: 12, wrong: 1 });
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await page.getByText(result).waitFor();
});

test("a threshold is recommended when enough is decided, and before that the page says how much is missing", async () => {
  const id = await web.finishBatch((await picturesOf(20)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]));
  const decide = async (count: number): Promise<void> => {
    for (let seq = 0; seq < count; seq += 1)
      await fetch(`${web.system().url}/api/batches/${id}/items/${seq}/review`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ verdict: seq % 2 === 0 ? "Valid" : "Invalid" }),
      });
  };
  await decide(3);
  const page = await web.open(`${web.system().url}/?batch=${id}`);
  await page.getByRole("button", { name: "Calibration" }).click();
  const card = page.getByRole("region", { name: /^Calibration/ });
  await card.getByText("Still missing: 8 Valid, 9 Invalid.").waitFor();
  expect(await card.getByRole("button", { name: /^See what/ }).count()).toBe(0);
  await page.getByRole("button", { name: "Calibration" }).click();
  await decide(20);
  await page.getByRole("button", { name: "Calibration" }).click();
  await card.getByText(/more decisions about accepted images/).waitFor();
  await card.getByRole("button", { name: /^See what \d+ % changes/ }).click();
  await page.getByRole("region", { name: /^Threshold/ }).waitFor();
});

test("a threshold shows what it would change before it is used", async () => {
  const { page, id } = await openBatch();
  await page.getByRole("button", { name: "Threshold" }).click();
  const card = page.getByRole("region", { name: /^Threshold/ });
  const line = card.getByRole("slider", { name: "Threshold" });
  await card.getByText("0 would become Invalid").waitFor();
  await line.focus();
  // The keyboard moves the line, and so does the mouse.
  for (let step = 0; step < 20; step += 1) await page.keyboard.press("ArrowRight");
  await card.getByText("6 would become Invalid").waitFor();
  expect(await card.locator("li img").count()).toBe(6);
  const box = (await line.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.2, box.y + box.height / 2);
  await card.getByText("0 would become Invalid").waitFor();
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
  await card.getByText("6 would become Invalid").waitFor();
  expect(await createCaller(web.system().url).status(id)).toMatchObject({ valid: 6, seq: 13 });
  await card.getByRole("button", { name: /^Use \d+ %/ }).click();
  await until(async () => (await statOf(page, "Invalid")) === 12, "the results are evaluated again");
  await untilState(page, "Finished");
  // The earlier run had the model's own threshold.
  await page.getByRole("button", { name: "Threshold" }).click();
  await card.getByRole("button", { name: "Go back to 20 %" }).click();
  await card.getByText("6 would become Valid").waitFor();
  await card.getByRole("button", { name: "Use 20 %" }).click();
  await until(async () => (await statOf(page, "Valid")) === 6, "the results are as they were");
  await untilState(page, "Finished");
  // A long way through the page, and other programs may use the machine.
}, 90_000);

test.each(TOOL_LOOKS)("axe finds no violations in the tools: %s", async (_name, options) => {
  const { page } = await openBatch(options);
  await page.getByRole("button", { name: "Threshold" }).click();
  await page.getByText("0 would become Invalid").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Decide by rule" }).click();
  await dialog(page).getByText("6 images will be decided Invalid.").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Spot check" }).click();
  await dialog(page).getByRole("button", { name: "Begin" }).waitFor();
  expect(await violations(page)).toEqual([]);
});
