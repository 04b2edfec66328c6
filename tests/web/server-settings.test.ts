import { expect, test } from "@jest/globals";
import { markedPicture } from "@symphony/test-support/pictures";
import type { Page } from "playwright-core";
import { violations } from "./axe.ts";
import { fileOf } from "./files.ts";
import { filesInput, untilState } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const web = setUpWebTests({
  env: { API_KEYS: "open-sesame", MAX_FILE_BYTES: "102400", MAX_BATCH_ITEMS: "3", MAX_UPLOAD_BYTES: "122880" },
});

async function enterKey(page: Page, key: string): Promise<void> {
  await page.getByRole("textbox", { name: "API key" }).fill(key);
  await page.getByRole("button", { name: "Use this key" }).click();
}

test("the key dialog opens at once, and the key is stored", async () => {
  const page = await web.open();
  await enterKey(page, "wrong");
  await page.getByText("The server did not accept the last key.").waitFor();
  await enterKey(page, "open-sesame");
  await page.getByText("Live", { exact: true }).waitFor();
  await filesInput(page).setInputFiles([fileOf("a.jpg", await markedPicture())]);
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  await page.reload();
  await untilState(page, "Finished");
}, 60_000);

test("the limits are shown and enforced, and without SMTP there is no e-mail field", async () => {
  const page = await web.open();
  await enterKey(page, "open-sesame");
  await page.getByText(/up to 100 KB and \d+ megapixels each and 3 images a batch/).waitFor();
  expect(await page.getByLabel("E-mail for the summary").count()).toBe(0);
  await filesInput(page).setInputFiles([
    fileOf("huge.jpg", Buffer.alloc(102_401)),
    ...[1, 2, 3, 4].map((i) => fileOf(`${i}.jpg`, Buffer.alloc(51_200, i))),
  ]);
  const left = page.locator("details", { hasText: "2 left out" });
  await left.waitFor();
  expect(await left.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringContaining("a batch takes 3 images"),
    expect.stringContaining("larger than 100 KB"),
  ]);
  await page.getByRole("alert").getByText("This is 30 KB more than the 120 KB one batch may have.").waitFor();
  expect(await page.getByRole("button", { name: "Check 3 images" }).isDisabled()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Remove 1.jpg" }).click();
  expect(await page.getByRole("button", { name: "Check 2 images" }).isEnabled()).toBe(true);
});

test("the administration page opens no key dialog, because an API key is of no use there", async () => {
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByText("The administrator's page is off; set ADMIN_PASSWORD.").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
});
