import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller } from "@symphony/test-support/client";
import { image } from "@symphony/test-support/image-server";
import { markedPicture, picturesOf, plainPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/until";
import type { Locator, Page } from "playwright-core";
import { fileOf } from "./files.ts";
import { openNetworkProxy } from "./network-proxy.ts";
import { createResponseGate } from "./response-gate.ts";
import { setUpWebTests } from "./setup.ts";

/** A page that speaks as the original's front end does, from another origin, in a real browser. */
const PASSWORD = "correct horse: battery";
const web = setUpWebTests({ workers: 2, env: { ADMIN_PASSWORD: PASSWORD, ALLOWED_ORIGINS: "*" } });

const TYPES: Record<string, string> = { html: "text/html", mjs: "text/javascript" };
const pages = createServer((request, response) => {
  const [path = "/"] = (request.url ?? "/").split("?");
  const name = path === "/" ? "index.html" : path.slice(1);
  readFile(new URL(`original/${name}`, import.meta.url)).then(
    (bytes) => response.writeHead(200, { "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "" }).end(bytes),
    () => response.writeHead(404).end(),
  );
});
beforeAll(() => new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve)));
afterAll(() => void pages.close());

const addressOf = (api = web.system().url): string =>
  `http://127.0.0.1:${(pages.address() as AddressInfo).port}/?api=${encodeURIComponent(api)}`;
const open = async (api?: string): Promise<Page> => {
  const page = await web.open(addressOf(api));
  await part(page, "socket").getByText("open").waitFor();
  return page;
};
const part = (page: Page, id: string): Locator => page.locator(`#${id}`);
const untilState = (page: Page, state: string): Promise<void> =>
  until(async () => (await part(page, "state").textContent()) === state, `the state is ${state}`);
const rows = async (page: Page): Promise<string[][]> =>
  Promise.all((await part(page, "results").locator("tr").all()).map((row) => row.locator("td").allInnerTexts()));
const errorOf = (page: Page): Promise<string | null> => part(page, "error").textContent();

test("a single image, good and torn", async () => {
  const page = await open();
  for (const [file, verdict] of [
    [fileOf("good.jpg", await markedPicture()), "Valid"],
    [fileOf("torn.jpg", "no image"), "Error"],
  ] as const) {
    await part(page, "single-file").setInputFiles([file]);
    await part(page, "single").click();
    await until(async () => (await rows(page))[0]?.[0] === file.name, "the result is shown");
    expect((await rows(page))[0]?.slice(0, 2)).toEqual([file.name, verdict]);
  }
  expect(await errorOf(page)).toBe("");
});

test("a batch of five: progress, results in upload order, counts", async () => {
  const page = await open();
  const names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "torn.jpg"];
  await part(page, "files").setInputFiles([
    ...(await picturesOf(4)).map((bytes, i) => fileOf(names[i] ?? "", bytes)),
    fileOf("torn.jpg", "no image"),
  ]);
  await part(page, "batch").click();
  await untilState(page, "completed");
  expect((await rows(page)).map(([name, verdict]) => [name, verdict])).toEqual([
    ["a.jpg", "Valid"],
    ["b.jpg", "Invalid"],
    ["c.jpg", "Valid"],
    ["d.jpg", "Invalid"],
    ["torn.jpg", "Error"],
  ]);
  // Here alone errors count as invalid.
  expect(await part(page, "counts").textContent()).toBe("5: 2 valid, 3 invalid");
  await until(async () => (await page.locator("body").getAttribute("data-beat")) === "number", "the heartbeat echoes");
  expect(await errorOf(page)).toBe("");
});

test("a batch of 320 as one zip, in which two names fall together, after an earlier batch", async () => {
  const page = await open();
  await part(page, "files").setInputFiles([fileOf("first.jpg", await markedPicture())]);
  await part(page, "batch").click();
  await untilState(page, "completed");
  const pictures = await picturesOf(320);
  const files = pictures.map((bytes, i) => fileOf(`photo ${i}.jpg`, bytes));
  await part(page, "files").setInputFiles([...files, fileOf("photo 0.jpg", await plainPicture(999))]);
  await part(page, "batch").click();
  await until(async () => (await rows(page)).length === 320, "all results are shown");
  const verdicts = (await rows(page)).map(([, verdict]) => verdict);
  expect(verdicts.filter((verdict) => verdict === "Valid")).toHaveLength(159);
  expect(await part(page, "bar").getAttribute("value")).toBe("100");
  expect(await errorOf(page)).toBe("");
});

test("addresses, with the connection cut in the middle: the results come after the reconnect, once", async () => {
  const proxy = await openNetworkProxy(web.system().url);
  web.cleanUp(() => proxy.close());
  const gate = createResponseGate();
  const picture = await markedPicture();
  const server = await web.startImageServer({ "/i/*": image(picture), "/late/*": gate.respond(picture) });
  web.cleanUp(() => gate.open());
  const page = await open(proxy.url);
  const urls = [...Array.from({ length: 12 }, (_, i) => `${server.url}/i/${i}.jpg`), `${server.url}/late/1.jpg`];
  await part(page, "urls").fill(urls.join("\n"));
  await part(page, "send-urls").click();
  await until(
    async () => (await part(page, "counts").textContent())?.startsWith("12 of 13") === true,
    "twelve are checked",
  );
  const id = (await part(page, "batch-id").textContent()) ?? "";
  proxy.cut();
  await until(async () => (await part(page, "socket").textContent()) === "closed", "the socket is closed");
  gate.open();
  await createCaller(web.system().url).untilDone(id);
  proxy.restore();
  await untilState(page, "completed");
  expect((await rows(page)).map(([name, verdict]) => [name, verdict])).toEqual(urls.map((url) => [url, "Valid"]));
  expect(Number(await part(page, "connects").textContent())).toBeGreaterThan(1);
});

test("the end of an earlier batch is not shown as that of the batch in front", async () => {
  const gate = createResponseGate();
  const picture = await markedPicture();
  const server = await web.startImageServer({ "/late/*": gate.respond(picture) });
  web.cleanUp(() => gate.open());
  const page = await open();
  const client_id = (await page.evaluate<string | null>("localStorage.getItem('client_id')")) ?? "";
  await part(page, "urls").fill(`${server.url}/late/front.jpg`);
  await part(page, "send-urls").click();
  await untilState(page, "processing");
  const front = await part(page, "batch-id").textContent();
  const caller = createCaller(web.system().url);
  // The page says so before its list was taken.
  await until(async () => (await caller.status(front ?? "")).status === "processing", "the batch is processing");
  // The page is away; another batch of the same client ends meanwhile.
  await page.goto("about:blank");
  const other = await caller.submit({ client_id, image_paths: ["http://127.0.0.1:9/a.jpg"] });
  await caller.untilDone(other.batch_id);
  await page.goto(addressOf());
  await part(page, "socket").getByText("open").waitFor();
  await until(async () => (await page.locator("body").getAttribute("data-beat")) !== null, "frames arrive");
  expect([await part(page, "state").textContent(), await errorOf(page)]).toEqual(["processing", ""]);
  gate.open();
  await untilState(page, "completed");
  expect(await rows(page)).toEqual([[`${server.url}/late/front.jpg`, "Valid", ""]]);
  expect(await part(page, "batch-id").textContent()).toBe(front);
});

test("the administration: wrong password, log-in, numbers, history, preview, download once, log-out", async () => {
  const id = await web.finishBatch([
    ["a.jpg", await markedPicture()],
    ["b.jpg", await plainPicture()],
  ]);
  const page = await open();
  await part(page, "password").fill("wrong");
  await part(page, "login").click();
  await part(page, "error").getByText("401: The name or the password is wrong.").waitFor();
  await part(page, "password").fill(PASSWORD);
  await part(page, "login").click();
  await part(page, "session").getByText("logged in").waitFor();
  const row = part(page, "history").locator("tr", { hasText: id });
  await row.waitFor();
  expect((await row.locator("td").allInnerTexts()).slice(1, 2)).toEqual(["1/1/2"]);
  expect(await part(page, "stats").textContent()).toMatch(/^\d+ today, [\d.]+ %$/);
  await row.getByRole("button", { name: "Preview" }).click();
  await until(async () => (await part(page, "preview").textContent()) === "a.jpg Valid\nb.jpg Invalid", "the preview");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    row.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`logo_detection_results_${id}.csv`);
  expect(await readFile(await download.path(), "utf8")).toMatch(/^Image_Path_or_URL,Is_Valid,/);
  const address = (await row.getByRole("link", { name: "Download" }).getAttribute("href")) ?? "";
  expect((await fetch(address)).status).toBe(401);
  await part(page, "logout").click();
  await part(page, "session").getByText("logged out").waitFor();
});
