import { expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import { violations } from "./axe.ts";
import { fileOf } from "./files.ts";
import { batchIdOf, filesInput, images, startBatch, untilState } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

/** What a phone loads in two seconds on a slow line. */
const FIRST_LOAD_MAX_BYTES = 183_000;

const web = setUpWebTests({
  env: { ADMIN_PASSWORD: "correct horse", ALLOWED_HOSTS: "symphony.lan,127.0.0.1,localhost" },
});

test("the first minute: which brand, photos to try, documentation and administration", async () => {
  const page = await web.open();
  await page.getByText("Looks for this logo: Red").waitFor();
  expect(await page.getByRole("link", { name: "API and documentation" }).getAttribute("href")).toBe("/docs/");
  expect(await page.getByRole("link", { name: "Administration" }).getAttribute("href")).toBe("/?admin");
  await page.getByRole("button", { name: /^Try it with \d sample photos/ }).click();
  await page.getByText("samples/cooler-far.jpg").waitFor();
  await startBatch(page);
  await untilState(page, "Finished");
});

test("an address that leads nowhere is a page", async () => {
  const page = await web.open(`${web.system().url}/old/link`);
  await page.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Start a new batch" }).click();
  await page.getByRole("heading", { name: /logo on every photo/ }).waitFor();
  await page.goto(`${web.system().url}/?batch=a073908c`);
  await page.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
  // What people type.
  await page.goto(`${web.system().url}/admin`);
  expect(new URL(page.url()).search).toBe("?admin");
});

test("picked files survive a reload, and are gone once they are sent", async () => {
  const page = await web.open();
  await filesInput(page).setInputFiles([
    fileOf("a.jpg", await markedPicture(1)),
    fileOf("b.jpg", await markedPicture(2)),
  ]);
  await page.getByText("2 files", { exact: true }).waitFor();
  const keptCount = async (): Promise<number> =>
    (await page.evaluate(`new Promise((resolve) => {
      const opening = indexedDB.open("symphony", 1);
      opening.onsuccess = () => {
        const request = opening.result.transaction("draft").objectStore("draft").count();
        request.onsuccess = () => resolve(request.result);
      };
    })`)) as number;
  await until(async () => (await keptCount()) === 2, "the files are kept");
  await page.reload();
  await page.getByText("2 files", { exact: true }).waitFor();
  await page.getByText("These files are from your last visit.").waitFor();
  await startBatch(page);
  await untilState(page, "Finished");
  await images(page, /^b\.jpg Valid/).waitFor();
  await until(async () => (await keptCount()) === 0, "nothing is kept");
  await page.goto(web.system().url);
  await page.getByText("Drop images, folders or a zip here").waitFor();
});

test("a new batch during an upload starts empty; a cancelled upload brings its files back", async () => {
  const page = await web.open();
  await page.route("**/api/check-logo/batch/", () => {});
  await filesInput(page).setInputFiles(fileOf("first.jpg", await markedPicture(3)));
  await startBatch(page);
  await page.getByRole("region", { name: "Upload" }).waitFor();
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByText("An upload is running").waitFor();
  await page.getByText("Drop images, folders or a zip here").waitFor();
  expect(await page.getByText("first.jpg").count()).toBe(0);
  await filesInput(page).setInputFiles(fileOf("second.jpg", await markedPicture(4)));
  await page.getByText("second.jpg").waitFor();
  await page.getByRole("button", { name: "Show it" }).click();
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByText("first.jpg").waitFor();
  await page.getByText("second.jpg").waitFor();
});

test("images that wait show a preview of their files at once", async () => {
  const page = await web.open();
  await page.route("**/api/check-logo/batch/", () => {});
  await filesInput(page).setInputFiles(fileOf("mine.jpg", await markedPicture(5)));
  await startBatch(page);
  const picture = images(page, /mine\.jpg/).locator("img");
  await until(
    () => picture.evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0),
    "the preview is shown",
  );
  expect(await picture.getAttribute("src")).toMatch(/^blob:/);
});

test("everything works on plain http in a network, the link is copied too", async () => {
  const { port } = new URL(web.system().url);
  const page = await web.open(`http://symphony.lan:${port}/`);
  expect(await page.evaluate("[isSecureContext, typeof crypto.randomUUID, typeof navigator.clipboard]")).toEqual([
    false,
    "undefined",
    "undefined",
  ]);
  await filesInput(page).setInputFiles(fileOf("lan.jpg", await markedPicture(6)));
  await startBatch(page);
  await untilState(page, "Finished");
  await page.getByText("Live", { exact: true }).waitFor();
  await images(page, /^lan\.jpg Valid/).waitFor();
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  await page.goto(`http://symphony.lan:${port}/`);
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").focus();
  await page.keyboard.press("Control+v");
  expect(await page.getByLabel("Web addresses of images").inputValue()).toContain("/?batch=");
});

test("after an upload the page never says that nothing was checked", async () => {
  const page = await web.open();
  // A status that was read before the batch was accepted arrives after it.
  let early: string | undefined;
  let isLate = true;
  await page.route("**/status", async (route) => {
    if (!isLate) return route.continue();
    const response = await route.fetch();
    const body = await response.text();
    early ??= body.replace(/"status":"\w+"/, '"status":"initialized"').replace(/"total":\d+/g, '"total":0');
    await route.fulfill({ response, body: early });
  });
  const said: string[] = [];
  await page.exposeFunction("said", (text: string) => said.push(text));
  await page.evaluate(`new MutationObserver(() => {
    if (document.body.textContent.includes("Nothing was checked")) window.said("nothing was checked");
  }).observe(document.body, { childList: true, subtree: true, characterData: true })`);
  await filesInput(page).setInputFiles(fileOf("one.jpg", await markedPicture(7)));
  await startBatch(page);
  await until(async () => batchIdOf(page) !== "" && early !== undefined, "the early status is shown");
  await page.getByRole("region", { name: "Progress" }).waitFor();
  isLate = false;
  await untilState(page, "Finished");
  expect(said).toEqual([]);
});

test("German by the browser's language, English by choice, and numbers as each writes them", async () => {
  const page = await web.open(web.system().url, { locale: "de-DE" });
  await page.getByRole("heading", { name: "Ist das Logo auf jedem Foto?" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("de");
  await page.getByLabel("Sprache").selectOption("English");
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
});

test("the first load is light", async () => {
  const read = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(`${web.system().url}${path}`)).arrayBuffer());
  const html = (await read("/")).toString();
  const assets = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg))"/g)].map(([, path]) => path!);
  expect(assets.length).toBeGreaterThan(5);
  const sizes = await Promise.all(["/", ...new Set(assets)].map(async (path) => gzipSync(await read(path)).length));
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(FIRST_LOAD_MAX_BYTES);
});
