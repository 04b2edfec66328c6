import { expect, test } from "@jest/globals";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { Page } from "playwright-core";
import { violations } from "./axe.ts";
import { createFolder, fileOf } from "./files.ts";
import { filesInput, folderInput, images, untilState } from "./page.ts";
import { LOOKS, PHONE, setUpWebTests } from "./setup.ts";

const web = setUpWebTests();

const finishThreeImages = async (): Promise<string> =>
  web.finishBatch([
    ["marked.jpg", await markedPicture()],
    ["plain.jpg", await plainPicture()],
    ["broken.jpg", Buffer.from("no image")],
  ]);

/** The label or text of the focused element. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    "(document.activeElement === document.body ? 'the page' : document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || '').trim()",
  );

/** Presses the tab key until the focus is on this element. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tab key never reached ${name}; the focus is on "${await focused(page)}"`);
}

/** How many pixels the page is wider than the window. */
const overflowPx = (page: Page): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

test.each(LOOKS)("axe finds no violations: %s", async (_name, options) => {
  const page = await web.open(web.system().url, options);
  expect(await violations(page)).toEqual([]);
  await filesInput(page).setInputFiles([fileOf("a.jpg", await markedPicture()), fileOf("b.docx", "x")]);
  await page.getByText("1 left out", { exact: true }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByText("Web addresses", { exact: true }).click();
  expect(await violations(page)).toEqual([]);
  await page.goto(`${web.system().url}/?batch=${await finishThreeImages()}`);
  await images(page, /broken\.jpg Error Not an image/).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Grid" }).click();
  expect(await violations(page)).toEqual([]);
  await images(page).first().click();
  await page.getByRole("dialog").getByText("1 of 3").waitFor();
  expect(await violations(page)).toEqual([]);
});

test("a whole batch without a mouse", async () => {
  const page = await web.open();
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await tabTo(page, /^Skip to content$/);
  await tabTo(page, /^Choose files$/);
  const choosing = page.waitForEvent("filechooser");
  // The browser begins to intercept file choosers a moment after the call.
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))");
  await press("Enter");
  const chooser = await choosing;
  const pictures = await picturesOf(12);
  await chooser.setFiles(pictures.map((bytes, i) => fileOf(`photo-${i}.jpg`, bytes)));
  await page.getByRole("button", { name: "Check 12 images" }).waitFor();
  await tabTo(page, /^Check 12 images$/);
  await press("Enter");
  await untilState(page, "Finished");
  expect(await focused(page)).toBe("12 images");

  await tabTo(page, /^Images$/);
  await until(
    async () => (await page.locator("[data-active=true]").innerText()).includes("photo-0.jpg"),
    "the first image is active",
  );
  for (const key of ["ArrowDown", "ArrowDown", "End", "Home", "ArrowDown"]) await press(key);
  await press("Enter");
  const viewer = page.getByRole("dialog");
  await viewer.getByText("2 of 12").waitFor();
  await press("ArrowRight");
  await press("v");
  await viewer.getByText("1 of 6 · Valid").waitFor();
  await press("Escape");
  await viewer.waitFor({ state: "detached" });
  expect(await focused(page)).toBe("Images");
});

test("screen readers read out what was added, and the result", async () => {
  const page = await web.open();
  const liveRegion = page.getByRole("status");
  await filesInput(page).setInputFiles([fileOf("a.jpg", await markedPicture()), fileOf("b.docx", "x")]);
  await liveRegion.getByText("1 file ready, 1 left out.").waitFor();
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await liveRegion.getByText("Finished: 1 valid, 0 invalid, 0 errors.").waitFor();
});

test("on a phone nothing is wider than the screen", async () => {
  const page = await web.open(web.system().url, PHONE);
  expect(await overflowPx(page)).toBe(0);
  const folder = await createFolder(
    "a-folder-with-a-name-that-is-longer-than-any-phone-is-wide-and-has-no-space-to-break",
    { "x.jpg": await markedPicture() },
  );
  await folderInput(page).setInputFiles(folder);
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  expect(await overflowPx(page)).toBe(0);
  await page.getByRole("button", { name: "Grid" }).click();
  expect(await overflowPx(page)).toBe(0);
});

test("without ADMIN_PASSWORD the administration page says how to enable it", async () => {
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByText("The administrator's page is off; set ADMIN_PASSWORD.").waitFor();
  expect(await page.getByRole("button", { name: "Log out" }).count()).toBe(0);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await violations(page)).toEqual([]);
});
