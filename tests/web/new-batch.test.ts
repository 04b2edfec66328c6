import { beforeEach, expect, test } from "@jest/globals";
import { createCaller } from "@symphony/test-support/client";
import { image, status } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import type { Page } from "playwright-core";
import { createFolder, fileOf } from "./files.ts";
import {
  batchIdOf,
  filesInput,
  fillUrls,
  folderInput,
  images,
  spokenRows,
  startBatch,
  statOf,
  untilState,
} from "./page.ts";
import { workbookOf } from "./workbook.ts";
import { createResponseGate } from "./response-gate.ts";
import { setUpWebTests } from "./setup.ts";

const SUBMIT = "**/api/check-logo/batch/";

const web = setUpWebTests({ env: { SMTP_SERVER: "127.0.0.1" } });
let page: Page;

beforeEach(async () => {
  page = await web.open();
});

/** The server accepts the next upload, but its response gets lost. */
const loseNextResponse = (): Promise<void> =>
  page.route(SUBMIT, async (route) => void (await route.fetch()), { times: 1 }).then(() => undefined);

/** An image server whose images below `/i/` come at once, and those below `/late/` only after the test. */
async function startImages(): Promise<ImageServer> {
  const gate = createResponseGate();
  const picture = await markedPicture();
  const server = await web.startImageServer({ "/i/*": image(picture), "/late/*": gate.respond(picture) });
  web.cleanUp(() => gate.open());
  return server;
}

test("three files are sent, checked and shown, and the batch has an address to return to", async () => {
  await filesInput(page).setInputFiles([
    fileOf("marked.jpg", await markedPicture(1)),
    fileOf("plain.jpg", await plainPicture(2)),
    fileOf("broken.jpg", "no image at all"),
  ]);
  await startBatch(page);
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid"), await statOf(page, "Errors")]).toEqual([1, 1, 1]);
  await images(page, /Not an image/).waitFor();
  const rows = await spokenRows(page);
  expect(rows[1]).toMatch(/^marked\.jpg Valid \d+ % red-patch$/);
  expect([rows[0], rows[2]]).toEqual(["broken.jpg Error Not an image", "plain.jpg Invalid"]);
  expect(batchIdOf(page)).toMatch(/^[0-9a-f-]{36}$/);
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("link", { name: /3 images/ }).click();
  await untilState(page, "Finished");
});

test("files that cannot be checked are listed with a reason before anything is sent", async () => {
  await filesInput(page).setInputFiles([
    fileOf("good.jpg", await markedPicture()),
    fileOf("notes.docx", "x"),
    fileOf("phone.heic", "x"),
    fileOf("empty.png", ""),
  ]);
  const left = page.locator("details", { hasText: "3 left out" });
  await left.waitFor();
  expect(await left.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringContaining("the file is empty"),
    expect.stringContaining("not an image"),
    expect.stringContaining("HEIC files cannot be read: convert them to JPEG"),
  ]);
  await startBatch(page);
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(1);
  // The list stays beside the results.
  await left.waitFor();
});

test("a folder of 320 files becomes one batch by one request, with nested paths and equal names kept apart", async () => {
  const pictures = await picturesOf(319);
  const files = Object.fromEntries(
    pictures.map((bytes, i) => [`${i < 160 ? "red" : "blue/deep"}/photo-${i % 160}.jpg`, bytes]),
  );
  const folder = await createFolder("summer", { ...files, "broken.jpg": "no image", ".DS_Store": "x" });
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
  const results = await createCaller(web.system().url).results(batchIdOf(page));
  expect(new Set(results.map((result) => result.Image_Path_or_URL)).size).toBe(320);
  expect(results.map((result) => result.Image_Path_or_URL)).toEqual(
    expect.arrayContaining(["summer/red/photo-3.jpg", "summer/blue/deep/photo-3.jpg", "summer/broken.jpg"]),
  );
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid"), await statOf(page, "Errors")]).toEqual([
    160, 159, 1,
  ]);
});

test("a zip is sent as it is, beside single images, and its content is listed", async () => {
  const zip = zipOf([
    { name: "shop/ä.jpg", bytes: await markedPicture(3) },
    { name: "shop/readme.txt", bytes: Buffer.from("x") },
    { name: "shop/b.jpg", bytes: await plainPicture(4) },
  ]);
  await filesInput(page).setInputFiles([
    fileOf("photos.zip", zip, "application/zip"),
    fileOf("single.jpg", await markedPicture(5)),
  ]);
  await page.getByRole("button", { name: "Check 2 files" }).click();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid")]).toEqual([2, 1]);
  await images(page, /shop\/ä\.jpg Valid/).waitFor();
  await images(page, /single\.jpg Valid/).waitFor();
  await page.getByText("shop/readme.txt").waitFor();
});

test("a dropped folder is read recursively", async () => {
  const folder = await createFolder("dropped", {
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

test("50 web addresses, with failing and invalid ones among them", async () => {
  const server = await web.startImageServer({ "/i/*": image(await markedPicture()), "/gone/*": status(404) });
  const urls = Array.from({ length: 50 }, (_, i) => `${server.url}/${i % 10 === 7 ? "gone" : "i"}/${i}.jpg`);
  await fillUrls(page, [...urls, "not an address", urls[0] ?? ""]);
  await page.getByText("50 addresses found, 2 left out.").waitFor();
  await page.getByRole("button", { name: "Check 50 addresses" }).click();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Errors")]).toEqual([45, 5]);
  await page.getByRole("button", { name: /^Errors/ }).click();
  await images(page, /Nothing at this address/)
    .first()
    .waitFor();
  await until(async () => (await images(page).count()) === 5, "the others are gone from the list");
});

test("web addresses are read from any column of a .csv file", async () => {
  await filesInput(page).setInputFiles([
    fileOf("list.csv", 'sku,photo\n1,"https://shop.example/a,1.jpg"\n2,https://shop.example/b.jpg\n', "text/csv"),
  ]);
  await page.getByRole("button", { name: "Check 2 addresses" }).waitFor();
  expect(await page.getByLabel("Web addresses of images").inputValue()).toBe(
    "https://shop.example/a,1.jpg\nhttps://shop.example/b.jpg",
  );
});

test("web addresses are read from an Excel workbook", async () => {
  await filesInput(page).setInputFiles([fileOf("list.xlsx", workbookOf(["photo", "https://shop.example/a b.jpg"]))]);
  await page.getByRole("button", { name: "Check 1 address" }).waitFor();
  expect(await page.getByLabel("Web addresses of images").inputValue()).toBe("https://shop.example/a%20b.jpg");
});

test("photos chosen together with a list stay visible, and sending them keeps the web addresses", async () => {
  await fillUrls(page, ["https://shop.example/a.jpg"]);
  await page.getByText("Images", { exact: true }).click();
  await filesInput(page).setInputFiles([
    fileOf("a.jpg", await markedPicture()),
    fileOf("list.csv", "https://shop.example/b.jpg\n", "text/csv"),
  ]);
  await page.getByText("a list of web addresses is a batch of its own").waitFor();
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("button", { name: "Check images" }).waitFor();
  await page.getByText("Web addresses", { exact: true }).click();
  expect(await page.getByLabel("Web addresses of images").inputValue()).toBe("https://shop.example/a.jpg");
});

test("an upload can be cancelled: nothing is accepted, and the chosen files are kept", async () => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 50_000,
  });
  await filesInput(page).setInputFiles([fileOf("slow.jpg", Buffer.alloc(3_000_000, 1))]);
  await startBatch(page);
  await page.getByText(/of 2\.9 MB/).waitFor();
  const id = batchIdOf(page);
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("button", { name: "Check 1 image" }).waitFor();
  expect(batchIdOf(page)).toBe("");
  await page.getByRole("status").getByText("Nothing was sent for checking.").waitFor();
  const note = page.getByRole("note").getByText("Upload cancelled. Nothing was sent for checking.");
  await note.waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await note.waitFor({ state: "detached" });
  expect(await createCaller(web.system().url).status(id)).toMatchObject({ status: "initialized", total: 0 });
});

test("cancelling an upload that the server has already accepted cancels the batch and keeps the web addresses", async () => {
  const { url } = await startImages();
  await fillUrls(page, [`${url}/late/1.jpg`]);
  await loseNextResponse();
  await startBatch(page);
  await page.getByText("Storing", { exact: true }).waitFor();
  const id = batchIdOf(page);
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("note").getByText("The server had already accepted the batch; it is cancelled now.").waitFor();
  await page.getByRole("status").getByText("The server had already accepted the batch; it is cancelled now.").waitFor();
  await page.getByRole("button", { name: "Check 1 address" }).waitFor();
  expect(batchIdOf(page)).toBe("");
  expect(await createCaller(web.system().url).status(id)).toMatchObject({ status: "cancelled", total: 1 });
  await page.getByRole("button", { name: "Show it" }).click();
  await untilState(page, "Cancelled");
});

test("cancelling an upload whose batch is already finished shows the batch", async () => {
  const { url } = await startImages();
  await fillUrls(page, [`${url}/i/1.jpg`]);
  await loseNextResponse();
  await startBatch(page);
  await page.getByText("Storing", { exact: true }).waitFor();
  await createCaller(web.system().url).untilDone(batchIdOf(page));
  await page.getByRole("button", { name: "Cancel upload" }).click();
  await page.getByRole("status").getByText("could not be cancelled").waitFor();
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(1);
});

test("after a failed upload the files that are chosen now are sent with one click, under the same batch", async () => {
  const started: string[] = [];
  page.on("request", (request) => request.url().endsWith("/api/start-batch") && started.push(request.url()));
  await page.route(SUBMIT, (route) => route.abort("connectionreset"), { times: 1 });
  await filesInput(page).setInputFiles([fileOf("a.jpg", await markedPicture())]);
  await startBatch(page);
  await page.getByRole("alert").getByText("The upload did not work").waitFor();
  await filesInput(page).setInputFiles([fileOf("b.jpg", await plainPicture())]);
  await page.getByRole("button", { name: "Check 2 images" }).waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await untilState(page, "Finished");
  expect([await statOf(page, "Valid"), await statOf(page, "Invalid")]).toEqual([1, 1]);
  expect(started).toHaveLength(1);
});

test("an upload that failed but was accepted is not sent again, and what was added since is kept", async () => {
  const { url } = await startImages();
  await fillUrls(page, [`${url}/i/1.jpg`]);
  await page.route(
    SUBMIT,
    async (route) => {
      await route.fetch();
      await page.route("**/status", (statusRoute) => statusRoute.abort("connectionreset"));
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await startBatch(page);
  await page.getByRole("alert").getByText("The upload did not work").waitFor();
  await page.unroute("**/status");
  await fillUrls(page, [`${url}/i/1.jpg`, `${url}/i/2.jpg`]);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "1 web address" }).waitFor();
  await untilState(page, "Finished");
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("button", { name: "Check 2 addresses" }).waitFor();
});

test("an invalid e-mail address is not sent", async () => {
  await filesInput(page).setInputFiles([fileOf("a.jpg", await markedPicture())]);
  await page.getByLabel("E-mail for the summary").fill("nobody");
  await startBatch(page);
  await page.getByText("This is not an e-mail address: name@example.com").waitFor();
  expect(batchIdOf(page)).toBe("");
});
