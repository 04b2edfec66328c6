import { expect, test } from "@jest/globals";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import type { Locator, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { untilState } from "./page.ts";
import { PHONE, setUpWebTests } from "./setup.ts";

const web = setUpWebTests();

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: /corrected file/ });
const upload = async (name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> => ({
  name,
  mimeType: "image/jpeg",
  buffer: await markedPicture(7),
});

const finished = async (): Promise<string> =>
  web.finishBatch([
    ["good.jpg", await markedPicture(1)],
    ["bad.jpg", await plainPicture(2)],
    ["worse.jpg", await plainPicture(3)],
  ]);

async function choose(page: Page, files: Array<Awaited<ReturnType<typeof upload>>>): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    dialog(page).getByRole("button", { name: "Choose files" }).click(),
  ]);
  await chooser.setFiles(files);
}

test("corrected files go by their names, and what was not used is listed", async () => {
  const id = await finished();
  const page = await web.open(`${web.system().url}/?batch=${id}`);
  await untilState(page, "Finished");
  await page.getByRole("button", { name: "Send corrected files" }).click();
  expect(await violations(page)).toEqual([]);
  await choose(page, [await upload("bad.jpg"), await upload("unknown.jpg")]);
  await dialog(page).getByText("1 image is checked again.").waitFor();
  await dialog(page).getByText("the batch has no image of this name").waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await untilState(page, "Finished");
  await page.getByText("1 corrected image checked").waitFor({ state: "attached" });
});

test("the viewer sends a corrected file for one image, and shows the earlier one, on a phone too", async () => {
  const id = await finished();
  for (const options of [{}, PHONE]) {
    const page = await web.open(`${web.system().url}/?batch=${id}&image=${options === PHONE ? 2 : 1}`, options);
    await page.getByRole("button", { name: "Send a corrected file" }).click();
    await choose(page, [await upload("any name.jpg")]);
    await dialog(page).getByText("1 image is checked again.").waitFor();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    const earlier = page.getByRole("region", { name: "Earlier file" });
    await earlier.getByText("Invalid").waitFor();
    await earlier.locator("img").evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
    expect(await violations(page)).toEqual([]);
  }
}, 120_000);
