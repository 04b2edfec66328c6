import { expect, test } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { BADGE, EMBLEM, photoWith } from "@symphony/test-support/artwork";
import { basicAuth, createCaller, formOf } from "@symphony/test-support/client";
import { violations } from "./axe.ts";
import { startBatch, statOf, untilState } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const PASSWORD = "correct horse";
/** So many decisions of each kind are asked for before a threshold is recommended. */
const WITH_MARK = 10;
const PHOTOS = 20;
/** A worker takes the time that is set, and as long as the machine needs to load the models. */
const ESTIMATE_TIMEOUT_MS = 120_000;
const web = setUpWebTests({ env: { ADMIN_PASSWORD: PASSWORD, BRAND_ESTIMATE_MS: "2000" } });
const svg = (name: string, text: string) => ({ name, mimeType: "image/svg+xml", buffer: Buffer.from(text) });
// The labels belong to the buttons that open them.
const artworkInput = (form: Locator): Locator => form.locator("input[type=file][accept*=svg]");
const modelInput = (form: Locator): Locator => form.locator("input[type=file][accept*=onnx]");

test("an administrator adds a brand, checks photos, decides about them, and adopts the threshold that follows", async () => {
  const page = await openBrands();
  const form = page.getByRole("form", { name: "Add the brand" });
  await form.getByLabel("Name").fill("Hills");
  await form.getByRole("button", { name: "Artwork of the mark" }).waitFor();
  await artworkInput(form).setInputFiles(svg("bad.svg", EMBLEM.replace("<path", "<script/><path")));
  await form.getByRole("button", { name: "Add the brand" }).click();
  await form.getByRole("alert").filter({ hasText: "it has a script" }).waitFor();
  await artworkInput(form).setInputFiles(svg("hills.svg", EMBLEM));
  await form.getByRole("img", { name: "hills.svg" }).waitFor();
  await form.getByRole("button", { name: "Add the brand" }).click();
  const card = page.getByRole("listitem", { name: "Hills" });
  await card.getByRole("img", { name: "Mark of Hills" }).waitFor();
  // What to expect is shown before the first batch.
  await card.getByRole("columnheader", { name: "Long side" }).waitFor({ timeout: ESTIMATE_TIMEOUT_MS });
  expect(await violations(page)).toEqual([]);

  await page.goto(web.system().url);
  await page.getByLabel("Hills").check();
  await page.getByText("Looks for this logo: Hills", { exact: true }).waitFor();
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles(await photos());
  await startBatch(page);
  await untilState(page, "Finished");
  await page.getByText("Missing: Hills").first().waitFor();
  expect(await violations(page)).toEqual([]);

  await decideAboutAll(page);
  await page.getByRole("button", { name: "Calibration" }).click();
  const calibration = page.getByRole("region", { name: /^Calibration/ });
  await calibration.getByText("From 20 decided images of this batch.").waitFor();
  await calibration.getByText(/more decisions about accepted images/).waitFor();
  expect(await violations(page)).toEqual([]);
  await calibration.getByRole("button", { name: /^See what \d+ % changes/ }).click();
  const threshold = page.getByRole("region", { name: /^Threshold/ });
  await threshold.getByText("0 would become Valid").waitFor();
  await threshold.getByRole("button", { name: /^Use \d+ %/ }).click();
  await threshold.waitFor({ state: "detached" });
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(WITH_MARK);
}, 360_000);

test("a candidate is tried on an earlier batch, compared with it, and adopted", async () => {
  await addTents("Tents");
  const photos: Array<[string, Buffer]> = [
    ["tent.jpg", await photoWith([BADGE])],
    ["hills.jpg", await photoWith([EMBLEM])],
  ];
  const id = await check("Tents", photos);
  const page = await openBrands();
  const card = page.getByRole("listitem", { name: "Tents" });
  await card.getByRole("button", { name: "New version" }).click();
  const form = card.getByRole("form");
  await artworkInput(form).setInputFiles(svg("hills.svg", EMBLEM));
  const tryFirst = form.getByLabel("Try it on earlier batches");
  await modelInput(form).setInputFiles({ name: "a.onnx", mimeType: "", buffer: Buffer.from("x") });
  expect([await tryFirst.isChecked(), await tryFirst.isDisabled()]).toEqual([true, true]);
  await modelInput(form).setInputFiles([]);
  await tryFirst.check();
  await form.getByRole("button", { name: "Save as a new version" }).click();
  const candidate = card.getByRole("region", { name: /^Candidate: version \d$/ });
  await candidate.getByLabel("Link or id").fill(id);
  await candidate.getByRole("button", { name: "Try it on this batch" }).click();
  await candidate.getByText("2 pictures are checked again.").waitFor();
  expect(await violations(page)).toEqual([]);
  await candidate.getByRole("link", { name: /^Open the trial/ }).click();
  await untilState(page, "Finished");
  await page.getByRole("link", { name: "Compare with it" }).click();
  await page.getByRole("button", { name: "Broken 1", exact: true }).waitFor();
  await page.getByRole("button", { name: "Fixed 1", exact: true }).click();
  await page.getByRole("button", { name: /^hills.jpg Fixed/ }).waitFor();
  await page.goto(`${web.system().url}/?admin`);
  await page.getByText("Brands", { exact: true }).click();
  await candidate.getByRole("button", { name: /^Adopt version/ }).click();
  await candidate.waitFor({ state: "detached" });
  const brands = await createCaller(web.system().url).getJson("/api/brands");
  expect(brands).toContainEqual(expect.objectContaining({ name: "Tents", version: 3 }));
}, 240_000);

test("a model that cannot be opened says why, and cannot be adopted", async () => {
  await addTents("Towers");
  const page = await openBrands();
  const card = page.getByRole("listitem", { name: "Towers" });
  await card.getByRole("button", { name: "New version" }).click();
  const file = { name: "best.onnx", mimeType: "", buffer: Buffer.from("no model") };
  await modelInput(card).setInputFiles(file);
  await card.getByRole("button", { name: "Save as a new version" }).click();
  const candidate = card.getByRole("region", { name: "Candidate: version 2" });
  await candidate.getByText("The model cannot be used: ").waitFor({ timeout: ESTIMATE_TIMEOUT_MS });
  const discard = candidate.getByRole("button", { name: "Discard it" });
  expect(await candidate.getByRole("button").allInnerTexts()).toEqual(["Discard it"]);
  expect(await violations(page)).toEqual([]);
  // A double click discards nothing.
  await discard.dblclick();
  const confirm = candidate.getByRole("button", { name: "Discard version 2" });
  await confirm.and(page.locator(":enabled")).waitFor();
  expect(await violations(page)).toEqual([]);
  const keep = candidate.getByRole("button", { name: "Keep it" });
  await keep.click();
  await discard.press("Enter");
  await keep.and(page.locator(":focus")).press("Escape");
  await discard.and(page.locator(":focus")).press("Enter");
  await confirm.click();
  await candidate.waitFor({ state: "detached" });
}, 240_000);

test("a brand learns from what reviewers show, and says what it learned", async () => {
  await addTents("Camps");
  const photos = [0, 1, 2].map(async (seed): Promise<[string, Buffer]> => [
    `${seed}.jpg`,
    await photoWith([EMBLEM], seed),
  ]);
  const id = await check("Camps", await Promise.all(photos));
  const page = await openBrands();
  const card = page.getByRole("listitem", { name: "Camps" });
  await card.getByLabel("Link or id").fill(id);
  const learn = card.getByRole("button", { name: "Learn from reviews" });
  await learn.click();
  await card.getByRole("alert").filter({ hasText: "nobody has reviewed an image" }).waitFor();
  // Reviewers draw it in the viewer: see the test of reviews.
  for (const seq of [0, 1])
    await fetch(`${web.system().url}/api/batches/${id}/items/${seq}/review`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ verdict: "Valid", box: { x1: 35, y1: 85, x2: 195, y2: 185 } }),
    });
  await learn.click();
  await card.getByText("Learning from the reviews").waitFor();
  expect(await card.getByRole("button", { name: /^Adopt/ }).count()).toBe(0);
  await card.getByText("of 2 images that had been missed, 2 are found now").waitFor({ timeout: ESTIMATE_TIMEOUT_MS });
  expect(await violations(page)).toEqual([]);
  await card.getByRole("button", { name: "Adopt version 3" }).click();
  await card.getByText("Version 4", { exact: true }).waitFor();
}, 240_000);

async function openBrands(): Promise<Page> {
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("Brands", { exact: true }).click();
  return page;
}

/** Adds a brand whose mark is a tent. */
async function addTents(name: string): Promise<void> {
  const headers = basicAuth("admin", PASSWORD);
  const body = formOf([["badge.svg", Buffer.from(BADGE)]], { name }, "artwork");
  await fetch(`${web.system().url}/api/brands`, { method: "POST", headers, body });
}

async function check(brand: string, photos: Array<[string, Buffer]>): Promise<string> {
  const caller = createCaller(web.system().url);
  const { batch_id: id } = await caller.submit(formOf(photos, { brand }));
  await caller.untilDone(id);
  return id;
}

/** Photos with the mark, the others have another one. */
async function photos() {
  const names = Array.from({ length: PHOTOS }, (_, nth) => (nth < WITH_MARK ? `with-${nth}.jpg` : `other-${nth}.jpg`));
  return Promise.all(
    names.map(async (name, nth) => ({
      name,
      mimeType: "image/jpeg",
      buffer: await photoWith([nth < WITH_MARK ? EMBLEM : BADGE], nth),
    })),
  );
}

/** Decides about each image as its name says. */
async function decideAboutAll(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review" }).click();
  const viewer = page.getByRole("dialog");
  await viewer.locator(":focus").waitFor();
  for (let nth = 1; nth <= PHOTOS; nth += 1) {
    await viewer.getByText(`${nth} of ${PHOTOS}`, { exact: true }).waitFor();
    const name = await viewer
      .getByText(/^(?:with|other)-\d+\.jpg$/)
      .first()
      .innerText();
    await page.keyboard.press(name.startsWith("with") ? "y" : "n");
    await viewer.getByText(`${nth} of ${PHOTOS} decided`, { exact: true }).waitFor();
  }
  await page.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" });
}
