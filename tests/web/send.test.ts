import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { createCaller } from "@symphony/test-support/client";
import { image, startImageServer, status } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { filesInput, folderInput, images, launchBrowser, openPage, spokenRows, statOf, untilState } from "./browser.ts";
import { makeFolder, upload } from "./folder.ts";
import { createAdminAuthenticator } from "./gate.ts";
import type { AdminAuthenticator } from "./gate.ts";

let system: System;
let browser: Browser;
let page: Page;
let close: () => Promise<void>;
let server: ImageServer | undefined;
let gate: AdminAuthenticator;

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem({ env: { SMTP_SERVER: "127.0.0.1" } }), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});
beforeEach(async () => {
  gate = createAdminAuthenticator();
  ({ page, close } = await openPage(browser, system.url));
});
afterEach(async () => {
  gate.open();
  await server?.close();
  server = undefined;
  await close();
});

const batchId = (): string => new URL(page.url()).searchParams.get("batch") ?? "";
const start = (): Promise<void> => page.getByRole("button", { name: /^Check \d/ }).click();

const SUBMIT = "**/api/check-logo/batch/";
/** The server takes what is sent next, but its answer does not come. */
const loseAnswer = (): Promise<void> =>
  page.route(SUBMIT, async (route) => void (await route.fetch()), { times: 1 }).then(() => undefined);

async function writeAddresses(...paths: string[]): Promise<void> {
  const picture = await markedPicture();
  server ??= await startImageServer({ "/i/*": image(picture), "/late/*": gate.answer(picture) });
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").fill(paths.map((path) => `${server?.url}${path}`).join("\n"));
}

test("three files: sent, judged and shown, with a batch address to come back to", async () => {
  await filesInput(page).setInputFiles([
    upload("marked.jpg", await markedPicture(1)),
    upload("plain.jpg", await plainPicture(2)),
    upload("broken.jpg", "no image at all"),
  ]);
  await start();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid"), await statOf(page, "Errors")]).toEqual([1, 1, 1]);
  await images(page, /Not an image/).waitFor();
  const rows = await spokenRows(page);
  expect(rows[0]).toMatch(/^marked\.jpg Valid \d+ % red-patch$/);
  expect(rows.slice(1)).toEqual(["plain.jpg Invalid", "broken.jpg Error Not an image"]);
  expect(batchId()).toMatch(/^[0-9a-f-]{36}$/);
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("link", { name: /3 images/ }).click();
  await untilState(page, "Finished");
});

test("what cannot be taken is listed with its reason before anything is sent", async () => {
  await filesInput(page).setInputFiles([
    upload("good.jpg", await markedPicture()),
    upload("notes.docx", "x"),
    upload("phone.heic", "x"),
    upload("empty.png", ""),
  ]);
  const left = page.locator("details", { hasText: "3 left out" });
  await left.waitFor();
  expect(await left.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringContaining("not an image"),
    expect.stringContaining("HEIC files cannot be read"),
    expect.stringContaining("the file is empty"),
  ]);
  await start();
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(1);
  // What was left out can be read beside the results, too.
  await left.waitFor();
});

test("a folder of 320 files goes as one zip in one request, nested paths and equal names kept apart", async () => {
  const pictures = await picturesOf(319);
  const files = Object.fromEntries(
    pictures.map((bytes, i) => [`${i < 160 ? "red" : "blue/deep"}/photo-${i % 160}.jpg`, bytes]),
  );
  const folder = await makeFolder("summer", { ...files, "broken.jpg": "no image", ".DS_Store": "x" });
  const requests: string[] = [];
  page.on(
    "request",
    (request) =>
      request.url().includes("/check-logo/batch/") && request.method() === "POST" && requests.push(request.url()),
  );
  await folderInput(page).setInputFiles(folder);
  await page.getByRole("button", { name: "Check 320 images" }).click();
  await page.getByRole("heading", { name: "summer" }).waitFor();
  await untilState(page, "Finished");
  expect(requests).toHaveLength(1);
  const results = await createCaller(system.url).results(batchId());
  expect(new Set(results.map((result) => result.Image_Path_or_URL)).size).toBe(320);
  expect(results.map((result) => result.Image_Path_or_URL)).toEqual(
    expect.arrayContaining(["summer/red/photo-3.jpg", "summer/blue/deep/photo-3.jpg", "summer/broken.jpg"]),
  );
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid"), await statOf(page, "Errors")]).toEqual([
    160, 159, 1,
  ]);
});

test("a zip goes as it is, beside single images, and what is in it is listed", async () => {
  const zip = zipOf([
    { name: "shop/ä.jpg", bytes: await markedPicture(3) },
    { name: "shop/readme.txt", bytes: Buffer.from("x") },
    { name: "shop/b.jpg", bytes: await plainPicture(4) },
  ]);
  await filesInput(page).setInputFiles([
    upload("photos.zip", zip, "application/zip"),
    upload("single.jpg", await markedPicture(5)),
  ]);
  await page.getByRole("button", { name: "Check 2 files" }).click();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid")]).toEqual([2, 1]);
  await images(page, /shop\/ä\.jpg Valid/).waitFor();
  await images(page, /single\.jpg Valid/).waitFor();
  await page.getByText("shop/readme.txt").waitFor();
});

test("a dropped folder is read to its depth", async () => {
  const folder = await makeFolder("dropped", {
    "a/same.jpg": await markedPicture(),
    "b/c/same.jpg": await plainPicture(),
    "list.docx": "x",
  });
  const area = await page.getByRole("group", { name: "Place to drop images" }).boundingBox();
  const [x, y] = [(area?.x ?? 0) + 60, (area?.y ?? 0) + 40];
  const devtools = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", {
      type,
      x,
      y,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
  }
  await page.getByText("dropped/b/c/same.jpg").waitFor();
  await page.getByText("dropped/a/same.jpg").waitFor();
  await page.getByRole("button", { name: "Check 2 images" }).waitFor();
});

test("50 web addresses, pasted, with failing ones and nonsense among them", async () => {
  server = await startImageServer({ "/i/*": image(await markedPicture()), "/gone/*": status(404) });
  const urls = Array.from({ length: 50 }, (_, i) => `${server?.url}/${i % 10 === 7 ? "gone" : "i"}/${i}.jpg`);
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").fill(`${urls.join("\n")}\nnot an address\n${urls[0]}`);
  await page.getByText("2 left out").waitFor();
  await page.getByRole("button", { name: "Check 50 addresses" }).click();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Errors")]).toEqual([45, 5]);
  await page.getByRole("button", { name: /^Errors/ }).click();
  await images(page, /Nothing at this address/)
    .first()
    .waitFor();
  expect(await images(page).count()).toBe(5);
});

test("a list of addresses comes out of a .csv file, whatever column it is in", async () => {
  await filesInput(page).setInputFiles([
    upload("list.csv", 'sku,photo\n1,"https://shop.example/a,1.jpg"\n2,https://shop.example/b.jpg\n', "text/csv"),
  ]);
  await page.getByRole("button", { name: "Check 2 addresses" }).waitFor();
  expect(await page.getByLabel("Web addresses of images").inputValue()).toBe(
    "https://shop.example/a,1.jpg\nhttps://shop.example/b.jpg",
  );
});

test("photos chosen together with a list stay in sight, and sending them leaves the addresses alone", async () => {
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").fill("https://shop.example/a.jpg");
  await page.getByText("Images", { exact: true }).click();
  await filesInput(page).setInputFiles([
    upload("a.jpg", await markedPicture()),
    upload("list.csv", "https://shop.example/b.jpg\n", "text/csv"),
  ]);
  await page.getByText("a list of web addresses is a batch of its own").waitFor();
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("button", { name: "Check images" }).waitFor();
  await page.getByText("Web addresses", { exact: true }).click();
  expect(await page.getByLabel("Web addresses of images").inputValue()).toBe("https://shop.example/a.jpg");
});

test("an upload can be cancelled: nothing is accepted, and the choice is still there", async () => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 50_000,
  });
  await filesInput(page).setInputFiles([upload("slow.jpg", Buffer.alloc(3_000_000, 1))]);
  await start();
  await page.getByText(/of 2\.9 MB/).waitFor();
  const id = batchId();
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("button", { name: "Check 1 image" }).waitFor();
  expect(batchId()).toBe("");
  await page.getByRole("status").getByText("Nothing was sent for checking.").waitFor();
  expect(await createCaller(system.url).status(id)).toMatchObject({ status: "initialized", total: 0 });
});

test("an upload cancelled when the server has the batch already cancels the batch, and the choice is still there", async () => {
  await writeAddresses("/late/1.jpg");
  await loseAnswer();
  await start();
  await page.getByText("Storing", { exact: true }).waitFor();
  const id = batchId();
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("note").getByText("The batch had been taken already; it is cancelled.").waitFor();
  await page.getByRole("status").getByText("The batch had been taken already; it is cancelled.").waitFor();
  await page.getByRole("button", { name: "Check 1 address" }).waitFor();
  expect(batchId()).toBe("");
  expect(await createCaller(system.url).status(id)).toMatchObject({ status: "cancelled", total: 1 });
  await page.getByRole("button", { name: "Show it" }).click();
  await untilState(page, "Cancelled");
});

test("an upload cancelled when the batch is over already shows the batch", async () => {
  await writeAddresses("/i/1.jpg");
  await loseAnswer();
  await start();
  await page.getByText("Storing", { exact: true }).waitFor();
  await createCaller(system.url).untilDone(batchId());
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("status").getByText("could not be cancelled").waitFor();
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(1);
});

test("an upload that breaks off says so, and what is chosen then is sent with one click, under the same batch", async () => {
  const started: string[] = [];
  page.on("request", (request) => request.url().endsWith("/api/start-batch") && started.push(request.url()));
  await page.route(SUBMIT, (route) => route.abort("connectionreset"), { times: 1 });
  await filesInput(page).setInputFiles([upload("a.jpg", await markedPicture())]);
  await start();
  await page.getByRole("alert").getByText("The upload did not work").waitFor();
  await filesInput(page).setInputFiles([upload("b.jpg", await plainPicture())]);
  await page.getByRole("button", { name: "Check 2 images" }).waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid")]).toEqual([1, 1]);
  expect(started).toHaveLength(1);
});

test("an upload that seemed to fail and had arrived is not sent again, and what was chosen since is kept", async () => {
  await writeAddresses("/i/1.jpg");
  await page.route(
    SUBMIT,
    async (route) => {
      await route.fetch();
      await page.route("**/status", (asked) => asked.abort("connectionreset"));
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await start();
  await page.getByRole("alert").getByText("The upload did not work").waitFor();
  await page.unroute("**/status");
  await writeAddresses("/i/1.jpg", "/i/2.jpg");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "1 web address" }).waitFor();
  await untilState(page, "Finished");
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("button", { name: "Check 2 addresses" }).waitFor();
});

test("an e-mail address that is none is not sent", async () => {
  await filesInput(page).setInputFiles([upload("a.jpg", await markedPicture())]);
  await page.getByLabel("E-mail for the summary").fill("nobody");
  await start();
  await page.getByText("This is not an e-mail address: name@example.com").waitFor();
  expect(batchId()).toBe("");
});
