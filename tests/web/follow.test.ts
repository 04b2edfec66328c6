import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { createCaller } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { launchBrowser, openPage, spokenRows, statOf, untilState } from "./browser.ts";
import { createAdminAuthenticator } from "./gate.ts";
import type { AdminAuthenticator } from "./gate.ts";
import { openWire } from "./wire.ts";

const FREE = 10;
const KEPT_BACK = 20;

let system: System;
let browser: Browser;
let server: ImageServer;
let gate: AdminAuthenticator;
let closers: Array<() => Promise<void>> = [];

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});
afterEach(async () => {
  gate.open();
  for (const close of closers.toReversed()) await close();
  closers = [];
});

async function open(url: string): Promise<Page> {
  const { page, close } = await openPage(browser, url);
  closers.push(close);
  return page;
}

/** A batch of addresses of which some come at once and the others only when the gate opens. */
async function startBatch(page: Page): Promise<void> {
  gate = createAdminAuthenticator();
  const picture = await markedPicture();
  server = await startImageServer({ "/i/*": image(picture), "/late/*": gate.answer(picture) });
  closers.unshift(() => server.close());
  const urls = Array.from({ length: FREE + KEPT_BACK }, (_, i) => `${server.url}/${i < FREE ? "i" : "late"}/${i}.jpg`);
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").fill(urls.join("\n"));
  await page.getByRole("button", { name: "Check 30 addresses" }).click();
  await untilState(page, "Checking");
  await until(async () => (await statOf(page, "Valid")) === FREE, "the first images are judged");
}

async function expectAllShown(page: Page): Promise<void> {
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(FREE + KEPT_BACK);
  await until(
    async () => (await spokenRows(page)).every((row) => /\.jpg Valid \d+ %/.test(row)),
    "every row on screen has its result",
  );
}

test("a reload, another tab and a foreign browser show the same batch in its middle and at its end", async () => {
  const page = await open(system.url);
  await startBatch(page);
  await page.reload();
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  const foreign = await open(page.url());
  for (const each of [page, tab, foreign]) {
    await untilState(each, "Checking");
    expect(await statOf(each, "Valid")).toBe(FREE);
    await each.getByText("Live", { exact: true }).waitFor();
    await until(
      async () => (await spokenRows(each)).every((row) => row.includes(".jpg")),
      "every row is told by name, judged or not",
    );
  }
  gate.open();
  for (const each of [page, tab, foreign]) await expectAllShown(each);
});

test("the network cut in the middle: the page says so, comes back by itself and has missed nothing", async () => {
  const wire = await openWire(system.url);
  closers.push(() => wire.close());
  const page = await open(wire.url);
  await startBatch(page);
  wire.cut();
  await page.getByText("Reconnecting", { exact: true }).first().waitFor();
  await page.getByText(/No live connection|You are offline/).waitFor();
  const id = new URL(page.url()).searchParams.get("batch") ?? "";
  gate.open();
  await createCaller(system.url).untilDone(id);
  expect(await statOf(page, "Valid")).toBe(FREE);
  wire.mend();
  await expectAllShown(page);
  await page.getByText("Live", { exact: true }).waitFor();
});

test("where WebSockets are blocked the status is asked for instead", async () => {
  gate = createAdminAuthenticator();
  const { page, close } = await openPage(browser, "about:blank");
  closers.push(close);
  await page.routeWebSocket(/\/ws\//, (socket) => void socket.close());
  await page.goto(system.url);
  await startBatch(page);
  gate.open();
  await expectAllShown(page);
});

test("the gateway restarted in the middle: the socket is opened again and the end is told", async () => {
  const page = await open(system.url);
  await startBatch(page);
  await system.gateway.end("SIGKILL");
  await page.getByText("Reconnecting", { exact: true }).first().waitFor();
  await system.startGateway();
  await page.getByText("Live", { exact: true }).waitFor();
  gate.open();
  await expectAllShown(page);
});

test("a worker killed in the middle: the batch goes on with the next one, nothing is lost or counted twice", async () => {
  const page = await open(system.url);
  await startBatch(page);
  await system.workers.at(-1)?.end("SIGKILL");
  gate.open();
  system.startWorker();
  await expectAllShown(page);
});

test("an address that leads to no batch says so and leads on", async () => {
  gate = createAdminAuthenticator();
  const page = await open(`${system.url}/?batch=6f1c1f0e-5a0b-4c6d-9a57-0d3a4f2b1c11`);
  await page.getByRole("heading", { name: "This batch is not here" }).waitFor();
  await page.getByRole("button", { name: "Start a new batch" }).click();
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
});
