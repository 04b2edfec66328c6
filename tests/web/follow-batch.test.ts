import { beforeEach, expect, test } from "@jest/globals";
import { createCaller } from "@symphony/test-support/client";
import { image } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { Page } from "playwright-core";
import { openNetworkProxy } from "./network-proxy.ts";
import { batchIdOf, fillUrls, spokenRows, statOf, untilState } from "./page.ts";
import { createResponseGate } from "./response-gate.ts";
import type { ResponseGate } from "./response-gate.ts";
import { setUpWebTests } from "./setup.ts";

const AT_ONCE = 10;
const HELD_BACK = 20;

const web = setUpWebTests();
let gate: ResponseGate;

beforeEach(() => {
  gate = createResponseGate();
});

/** Starts a batch of URLs, of which some respond at once and the others when the gate opens. */
async function startUrlBatch(page: Page): Promise<void> {
  const picture = await markedPicture();
  const server = await web.startImageServer({ "/i/*": image(picture), "/late/*": gate.respond(picture) });
  web.cleanUp(() => gate.open());
  const urls = Array.from(
    { length: AT_ONCE + HELD_BACK },
    (_, i) => `${server.url}/${i < AT_ONCE ? "i" : "late"}/${i}.jpg`,
  );
  await fillUrls(page, urls);
  await page.getByRole("button", { name: "Check 30 addresses" }).click();
  await untilState(page, "Checking");
  await until(async () => (await statOf(page, "Valid")) === AT_ONCE, "the first images are checked");
}

async function expectAllShown(page: Page): Promise<void> {
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(AT_ONCE + HELD_BACK);
  await until(
    async () => (await spokenRows(page)).every((row) => /\.jpg Valid \d+ %/.test(row)),
    "every visible row has its result",
  );
}

test("a reload, a second tab and another browser show the same batch while it runs and at its end", async () => {
  const page = await web.open();
  await startUrlBatch(page);
  await page.reload();
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  const other = await web.open(page.url());
  for (const each of [page, tab, other]) {
    await untilState(each, "Checking");
    expect(await statOf(each, "Valid")).toBe(AT_ONCE);
    await each.getByText("Live", { exact: true }).waitFor();
    await until(
      async () => (await spokenRows(each)).every((row) => row.includes(".jpg")),
      "every row has its name, with or without a result",
    );
  }
  gate.open();
  for (const each of [page, tab, other]) await expectAllShown(each);
});

test("after a network failure the page reconnects by itself and shows everything it missed", async () => {
  const proxy = await openNetworkProxy(web.system().url);
  web.cleanUp(() => proxy.close());
  const page = await web.open(proxy.url);
  await startUrlBatch(page);
  proxy.cut();
  await page.getByText("Reconnecting", { exact: true }).first().waitFor();
  await page.getByText(/No live connection|You are offline/).waitFor();
  const id = batchIdOf(page);
  gate.open();
  await createCaller(web.system().url).untilDone(id);
  expect(await statOf(page, "Valid")).toBe(AT_ONCE);
  proxy.restore();
  await expectAllShown(page);
  await page.getByText("Live", { exact: true }).waitFor();
});

test("where WebSockets are blocked, the status is polled", async () => {
  const page = await web.open("about:blank");
  await page.routeWebSocket(/\/ws\//, (socket) => void socket.close());
  await page.goto(web.system().url);
  await startUrlBatch(page);
  gate.open();
  await expectAllShown(page);
});

test("after a restart of the gateway the page reconnects and shows the end of the batch", async () => {
  const page = await web.open();
  await startUrlBatch(page);
  await web.system().gateway.end("SIGKILL");
  await page.getByText("Reconnecting", { exact: true }).first().waitFor();
  await web.system().startGateway();
  await page.getByText("Live", { exact: true }).waitFor();
  gate.open();
  await expectAllShown(page);
});

test("after a worker is killed the next one finishes the batch, and nothing is lost or counted twice", async () => {
  const page = await web.open();
  await startUrlBatch(page);
  await web.system().workers.at(-1)?.end("SIGKILL");
  gate.open();
  web.system().startWorker();
  await expectAllShown(page);
});

test("while no worker runs the page says so", async () => {
  const page = await web.open();
  await startUrlBatch(page);
  await web.system().workers.at(-1)?.end("SIGKILL");
  const progress = page.getByRole("region", { name: "Progress" });
  await progress.getByText("No worker is running; the images wait until one does.").waitFor();
  web.system().startWorker();
  gate.open();
  await expectAllShown(page);
});

test("an address without a batch says so and offers a new batch", async () => {
  const page = await web.open(`${web.system().url}/?batch=6f1c1f0e-5a0b-4c6d-9a57-0d3a4f2b1c11`);
  await page.getByRole("heading", { name: "This batch is not here" }).waitFor();
  await page.getByRole("button", { name: "Start a new batch" }).click();
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
});

test("a notification reports the end of a batch while the page is hidden, if it was enabled", async () => {
  const page = await web.open();
  // A headless browser has neither background tabs nor notifications.
  await page.addInitScript(`
    window.shown = [];
    window.Notification = class extends EventTarget {
      static permission = "default";
      static async requestPermission() { return (Notification.permission = "granted"); }
      constructor(title, options) { super(); window.shown.push(title + ": " + options.body); }
    };
    Object.defineProperty(document, "visibilityState", { get: () => window.inBackground ? "hidden" : "visible" });
  `);
  await page.reload();
  const picture = await markedPicture();
  const server = await web.startImageServer({ "/late/*": gate.respond(picture) });
  web.cleanUp(() => gate.open());
  await fillUrls(page, [`${server.url}/late/1.jpg`]);
  await page.getByRole("button", { name: "Check 1 address" }).click();
  await page.getByRole("switch", { name: "Notify me when it is finished" }).check();
  await page.evaluate("window.inBackground = true");
  gate.open();
  await untilState(page, "Finished");
  expect(await page.evaluate("window.shown")).toEqual(["1 web address is finished: 1 valid, 0 invalid, 0 errors"]);
});
