import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createCaller, formOf } from "@symphony/test-support/client";
import { startImageServer } from "@symphony/test-support/image-server";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { violations } from "./axe.ts";
import { filesInput, images, launchBrowser, openPage, untilState } from "./browser.ts";
import { makeFolder, upload } from "./folder.ts";
import { createAdminAuthenticator } from "./gate.ts";

let system: System;
let browser: Browser;
let closers: Array<() => Promise<void>> = [];

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});
afterEach(async () => {
  for (const close of closers) await close();
  closers = [];
});

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page, close } = await openPage(browser, url, options);
  closers.push(close);
  return page;
}

async function finishedBatch(): Promise<string> {
  const caller = createCaller(system.url);
  const { batch_id } = await caller.submit(
    formOf([
      ["marked.jpg", await markedPicture()],
      ["plain.jpg", await plainPicture()],
      ["broken.jpg", Buffer.from("no image")],
    ]),
  );
  await caller.untilDone(batch_id);
  return batch_id;
}

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test.each([
  ["light", {}],
  ["dark", { colorScheme: "dark" }],
  ["phone", PHONE],
] as Array<[string, BrowserContextOptions]>)("axe finds nothing to complain about: %s", async (_name, options) => {
  const page = await open(system.url, options);
  expect(await violations(page)).toEqual([]);
  await filesInput(page).setInputFiles([upload("a.jpg", await markedPicture()), upload("b.docx", "x")]);
  await page.getByText("1 left out", { exact: true }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByText("Web addresses", { exact: true }).click();
  expect(await violations(page)).toEqual([]);
  await page.goto(`${system.url}/?batch=${await finishedBatch()}`);
  await images(page, /broken\.jpg Error Not an image/).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Grid" }).click();
  expect(await violations(page)).toEqual([]);
  await images(page).first().click();
  await page.getByRole("dialog").getByText("1 of 3").waitFor();
  expect(await violations(page)).toEqual([]);
});

test("a whole batch without a mouse", async () => {
  const page = await open(system.url);
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const focused = (): Promise<string> =>
    page.evaluate(
      "(document.activeElement === document.body ? 'the page' : document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || '').trim()",
    );
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let i = 0; i < 40; i += 1) {
      if (name.test(await focused())) return;
      await press("Tab");
    }
    throw new Error(`the tab key never came to ${name}; it is at "${await focused()}"`);
  };

  await tabTo(/^Skip to content$/);
  await tabTo(/^Choose files$/);
  const choosing = page.waitForEvent("filechooser");
  // Listening begins in the browser a little later than here.
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))");
  await press("Enter");
  const chooser = await choosing;
  const pictures = await picturesOf(12);
  await chooser.setFiles(pictures.map((bytes, i) => upload(`photo-${i}.jpg`, bytes)));
  await page.getByRole("button", { name: "Check 12 images" }).waitFor();
  await tabTo(/^Check 12 images$/);
  await press("Enter");
  await untilState(page, "Finished");
  expect(await focused()).toBe("12 images");

  await tabTo(/^Images$/);
  await until(
    async () => (await page.locator("[data-active=true]").innerText()).includes("photo-0.jpg"),
    "the first image is marked",
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
  expect(await focused()).toBe("Images");
});

test("a screen reader hears what was added, and how it ended", async () => {
  const page = await open(system.url);
  const said = page.getByRole("status");
  await filesInput(page).setInputFiles([upload("a.jpg", await markedPicture()), upload("b.docx", "x")]);
  await said.getByText("1 file ready, 1 left out.").waitFor();
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await said.getByText("Finished: 1 valid, 0 invalid, 0 errors.").waitFor();
});

test("a notification tells the end of a batch while nobody looks, and only when it was wanted", async () => {
  const page = await open(system.url);
  // A tab in the background, and a system that shows notifications: neither is there in a headless browser.
  await page.addInitScript(`
    window.shown = [];
    window.Notification = class extends EventTarget {
      static permission = "default";
      static async requestPermission() { return (Notification.permission = "granted"); }
      constructor(title, options) { super(); window.shown.push(title + ": " + options.body); }
    };
    Object.defineProperty(document, "visibilityState", { get: () => window.away ? "hidden" : "visible" });
  `);
  await page.reload();
  const gate = createAdminAuthenticator();
  const picture = await markedPicture();
  const server = await startImageServer({ "/late/*": gate.answer(picture) });
  closers.push(() => server.close());
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").fill(`${server.url}/late/1.jpg`);
  await page.getByRole("button", { name: "Check 1 address" }).click();
  await page.getByRole("switch", { name: "Notify me when it is finished" }).check();
  await page.evaluate("window.away = true");
  gate.open();
  await untilState(page, "Finished");
  expect(await page.evaluate("window.shown")).toEqual(["1 web address is finished: 1 valid, 0 invalid, 0 errors"]);
});

test("on a phone nothing is wider than the screen", async () => {
  const page = await open(system.url, PHONE);
  const overflow = (): Promise<number> =>
    page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  expect(await overflow()).toBe(0);
  const folder = await makeFolder(
    "a-folder-with-a-name-that-is-longer-than-any-phone-is-wide-and-has-no-space-to-break",
    { "x.jpg": await markedPicture() },
  );
  await page.getByTestId("folder-input").setInputFiles(folder);
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  expect(await overflow()).toBe(0);
  await page.getByRole("button", { name: "Grid" }).click();
  expect(await overflow()).toBe(0);
});

test("without an administrator the page says how there would be one, and offers no way out of it", async () => {
  const page = await open(`${system.url}/?admin`);
  await page.getByText("The administrator's page is off; set ADMIN_PASSWORD.").waitFor();
  expect(await page.getByRole("button", { name: "Log out" }).count()).toBe(0);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await violations(page)).toEqual([]);
});

describe("a server with a key and limits of its own", () => {
  let locked: System;
  beforeAll(async () => {
    locked = await startSystem({
      env: { API_KEYS: "open-sesame", MAX_FILE_BYTES: "102400", MAX_BATCH_ITEMS: "3", MAX_UPLOAD_BYTES: "122880" },
      waitReady: false,
    });
    await locked.untilReady();
  }, 60_000);
  afterAll(() => locked.stop());

  async function enterKey(page: Page, key: string): Promise<void> {
    await page.getByRole("textbox", { name: "API key" }).fill(key);
    await page.getByRole("button", { name: "Use this key" }).click();
  }

  test("it asks for the key at once, and the key is kept", async () => {
    const page = await open(locked.url);
    await enterKey(page, "wrong");
    await page.getByText("The server did not accept the key it got last.").waitFor();
    await enterKey(page, "open-sesame");
    await page.getByText("Live", { exact: true }).waitFor();
    await filesInput(page).setInputFiles([upload("a.jpg", await markedPicture())]);
    await page.getByRole("button", { name: "Check 1 image" }).click();
    await untilState(page, "Finished");
    await page.reload();
    await untilState(page, "Finished");
  }, 60_000);

  test("what it takes is said and kept to, and no address is asked for where no mail goes out", async () => {
    const page = await open(locked.url);
    await enterKey(page, "open-sesame");
    await page.getByText("up to 100 KB each and 3 images a batch").waitFor();
    expect(await page.getByLabel("E-mail for the summary").count()).toBe(0);
    await filesInput(page).setInputFiles([
      upload("huge.jpg", Buffer.alloc(102_401)),
      ...[1, 2, 3, 4].map((i) => upload(`${i}.jpg`, Buffer.alloc(51_200, i))),
    ]);
    const left = page.locator("details", { hasText: "2 left out" });
    await left.waitFor();
    expect(await left.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringContaining("larger than 100 KB"),
      expect.stringContaining("a batch takes 3 images"),
    ]);
    await page.getByRole("alert").getByText("This is 30 KB more than the 120 KB one batch may have.").waitFor();
    expect(await page.getByRole("button", { name: "Check 3 images" }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Remove 1.jpg" }).click();
    expect(await page.getByRole("button", { name: "Check 2 images" }).isEnabled()).toBe(true);
  });

  test("the administrator's page asks for no key, which would not open it", async () => {
    const page = await open(`${locked.url}/?admin`);
    await page.getByText("The administrator's page is off; set ADMIN_PASSWORD.").waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});
