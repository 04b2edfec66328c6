import { expect, test } from "@jest/globals";
import type { ListedResult } from "@symphony/contract";
import { createCaller } from "@symphony/test-support/client";
import { until } from "@symphony/test-support/system";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { violations } from "./axe.ts";
import { images, untilState } from "./page.ts";
import { TOOL_LOOKS, setUpWebTests } from "./setup.ts";

const web = setUpWebTests();

const addressOf = (id: string): string => `${web.system().url}/?batch=${id}`;
const dialog = (page: Page): Locator => page.getByRole("dialog");

async function openDialog(id: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await web.open(addressOf(id), options);
  await untilState(page, "Finished");
  await page.getByRole("button", { name: "Report and share" }).click();
  await dialog(page).getByRole("heading", { name: "Share a link" }).waitFor();
  return page;
}

/** The batch before, and the one in which one image is fixed, one broken and one new. */
async function twoBatches(): Promise<[before: string, now: string]> {
  const [good, bad, other] = [await markedPicture(1), await plainPicture(2), await markedPicture(3)];
  const before = await web.finishBatch([
    ["fixed.jpg", bad],
    ["broken.jpg", good],
    ["same.jpg", good],
  ]);
  const now = await web.finishBatch([
    ["fixed.jpg", other],
    ["broken.jpg", bad],
    ["same.jpg", good],
    ["new.jpg", await plainPicture(4)],
  ]);
  return [before, now];
}

test("a dialog that is closed gives the focus back to the button that opened it", async () => {
  const page = await web.open(addressOf(await web.finishBatch([["a.jpg", await markedPicture(1)]])));
  await untilState(page, "Finished");
  const opener = page.getByRole("button", { name: "Report and share" });
  await opener.press("Enter");
  await dialog(page).getByRole("heading", { name: "Share a link" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await opener.and(page.locator(":focus")).waitFor();
});

test("each download of the dialog is there, and the report opens in a tab of its own", async () => {
  const id = await web.finishBatch([["a.jpg", await plainPicture(5)]]);
  const page = await openDialog(id);
  const links = await dialog(page).getByRole("link").all();
  const hrefs = await Promise.all(links.map((link) => link.getAttribute("href")));
  expect(hrefs.filter((href) => href?.startsWith("/api/"))).toHaveLength(7);
  await dialog(page).getByText("smaller copies, not the files that were sent").waitFor();
  for (const href of hrefs) {
    const response = await page.request.get(new URL(href ?? "", page.url()).href);
    expect([href, response.status()]).toEqual([href, 200]);
  }
  const [report] = await Promise.all([
    page.context().waitForEvent("page"),
    dialog(page).getByRole("link", { name: "Report to print" }).click(),
  ]);
  await report.getByRole("heading", { name: "Invalid: 1" }).waitFor();
  await dialog(page).getByLabel("Images", { exact: true }).selectOption("Invalid only");
  expect(await dialog(page).getByRole("link", { name: "Images (ZIP)" }).getAttribute("href")).toContain(
    "effective=Invalid",
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog(page).getByRole("link", { name: "Images (ZIP)" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`logo_detection_images_${id}.zip`);
});

test("a link is created, shown once, opened by somebody else, and revoked", async () => {
  const id = await web.finishBatch([
    ["a.jpg", await plainPicture(6)],
    ["b.jpg", await markedPicture(7)],
  ]);
  const page = await openDialog(id);
  await dialog(page).getByLabel("For whom").fill("supplier");
  await dialog(page).getByRole("button", { name: "Create a link" }).click();
  const link = await dialog(page).getByLabel("The link; it is shown only now").inputValue();
  await dialog(page)
    .getByText(/supplier by anonymous, until/)
    .waitFor();
  const guest = await web.open(link);
  await guest.getByText("2 images: by the machine 1 valid, 1 invalid, 0 errors.").waitFor();
  await guest.getByLabel("Show").selectOption("Invalid");
  await guest.getByRole("button", { name: "Filter" }).click();
  await guest.getByRole("link", { name: "a.jpg", exact: true }).click();
  const view = guest.getByRole("img", { name: "a.jpg" });
  expect(await view.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(160);
  expect(await violations(guest)).toEqual([]);
  const revoke = dialog(page).getByRole("button", { name: "Revoke: supplier" });
  // A double click revokes nothing, and Escape closes the question alone.
  await revoke.dblclick();
  const keep = dialog(page).getByRole("button", { name: "Keep it" });
  const revokeForEver = dialog(page).getByRole("button", { name: "Revoke for ever" });
  await revokeForEver.and(page.locator(":enabled")).waitFor();
  expect(await violations(page)).toEqual([]);
  await keep.click();
  await revoke.and(page.locator(":focus")).press("Enter");
  await keep.and(page.locator(":focus")).press("Escape");
  await revoke.and(page.locator(":focus")).press("Enter");
  expect((await guest.reload())?.status()).toBe(200);
  await revokeForEver.click();
  await dialog(page)
    .getByText(/supplier by/)
    .waitFor({ state: "detached" });
  await guest.goto(link);
  await guest.getByRole("heading", { name: "This link is not valid any more" }).waitFor();
});

test("two batches are compared; one zoom moves both pictures", async () => {
  const [before, now] = await twoBatches();
  const page = await openDialog(now);
  const link = dialog(page).getByLabel("Link or id");
  await link.fill("the batch of last week");
  await dialog(page)
    .getByText(/^This is not the link of a batch\. It looks like http/)
    .waitFor();
  await link.fill(addressOf(now));
  await dialog(page)
    .getByText(/^This is the batch itself/)
    .waitFor();
  await link.fill(addressOf(before));
  await dialog(page).getByRole("link", { name: "Compare" }).click();
  await page.getByRole("button", { name: "Fixed 1" }).waitFor();
  for (const chip of ["All 4", "Broken 1", "New 1", "Missing 0", "Same 1"])
    expect(await page.getByRole("button", { name: chip }).count()).toBe(1);
  const rows = page.getByRole("list", { name: "Compared images" }).getByRole("listitem");
  await page.getByRole("button", { name: "Broken 1" }).click();
  await rows.filter({ hasText: "fixed.jpg" }).waitFor({ state: "detached" });
  // The chips were gone for a moment, and the keyboard with them.
  await page.getByRole("button", { name: "Broken 1" }).and(page.locator(":focus")).waitFor();
  await until(async () => (await rows.count()) === 1, "one row is left");
  await rows.getByRole("button").click();
  await dialog(page).getByText("Before: Valid").waitFor();
  await dialog(page).getByText("Now: Invalid").waitFor();
  const pictures = dialog(page).getByRole("img", { name: /^(Before|Now)$/ });
  const transforms = (): Promise<string[]> =>
    pictures.evaluateAll((images) =>
      images.map((image) => (image as unknown as { style: { transform: string } }).style.transform),
    );
  await pictures.first().hover();
  await page.mouse.wheel(0, -200);
  await dialog(page).locator("img[style*='1.15']").first().waitFor();
  const [left, right] = await transforms();
  expect([left, left]).toEqual([right, expect.stringContaining("scale(1.15)")]);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await page.goBack();
  await untilState(page, "Finished");
});

test("copies are shown as one group and decided once", async () => {
  const [one, two] = [await plainPicture(11), await plainPicture(12)];
  const id = await web.finishBatch([
    ["a.jpg", one],
    ["b.jpg", two],
    ["copy of a.jpg", one],
  ]);
  const page = await openDialog(id);
  await dialog(page).getByText("1 image is a copy of another.").waitFor();
  await dialog(page).getByRole("button", { name: "All 2 images like a.jpg are Valid" }).click();
  await dialog(page).getByText("Decided: Valid").waitFor();
  const { results } = await createCaller(web.system().url).getJson<{ results: Array<{ Effective: string }> }>(
    `/api/batches/${id}/results`,
  );
  expect(results.map(({ Effective }) => Effective)).toEqual(["Valid", "Invalid", "Valid"]);
});

test("copies are one row of the list, and are decided and undone once", async () => {
  const [one, two] = [await plainPicture(21), await plainPicture(22)];
  const id = await web.finishBatch([
    ["a.jpg", one],
    ["b.jpg", two],
    ["copy of a.jpg", one],
  ]);
  const effective = async (): Promise<string[]> => {
    const path = `/api/batches/${id}/results`;
    const { results } = await createCaller(web.system().url).getJson<{ results: Array<{ Effective: string }> }>(path);
    return results.map(({ Effective }) => Effective);
  };
  const page = await web.open(addressOf(id));
  await until(async () => (await images(page).count()) === 3, "each image is shown");
  await page.getByLabel("Copies").selectOption("same");
  await until(async () => (await images(page).count()) === 2, "the copies are one");
  await images(page, /^a\.jpg .*1 more like it/).waitFor();
  expect(await violations(page)).toEqual([]);
  // The address says it, so a reload keeps it.
  await page.reload();
  await until(async () => (await images(page).count()) === 2, "the copies are one after a reload");
  await images(page, /^a\.jpg/).click();
  await dialog(page).getByText("Counts for 1 more like it").waitFor();
  await dialog(page).locator(":focus").waitFor();
  await page.keyboard.press("y");
  await dialog(page).getByText("1 of 2 decided").waitFor();
  await until(async () => (await effective()).join() === "Valid,Invalid,Valid", "both copies are decided");
  await page.keyboard.press("u");
  await dialog(page).getByText("0 of 2 decided").waitFor();
  await until(async () => (await effective()).join() === "Invalid,Invalid,Invalid", "both decisions are taken back");
});

test("what reached the server of a decision about copies can be undone, and so can the rest of an undo", async () => {
  const one = await plainPicture(23);
  const id = await web.finishBatch([
    ["a.jpg", one],
    ["copy of a.jpg", one],
  ]);
  const untilEffective = (verdicts: string): Promise<void> =>
    until(async () => {
      const path = `/api/batches/${id}/results`;
      const { results } = await createCaller(web.system().url).getJson<{ results: ListedResult[] }>(path);
      return results.map(({ Effective }) => Effective).join() === verdicts;
    }, verdicts);
  const page = await web.open(`${addressOf(id)}&copies=same`);
  await images(page, /^a\.jpg .*1 more like it/).click();
  await dialog(page).locator(":focus").waitFor();
  const alert = dialog(page).getByRole("alert");
  const untilSent = (): Promise<void> => dialog(page).locator('[role="group"][aria-busy="false"]').waitFor();
  const pressOffline = async (key: string): Promise<void> => {
    await page.route(`**/api/batches/${id}/reviews`, (route) => route.abort(), { times: 1 });
    await page.keyboard.press(key);
    await alert.waitFor();
  };
  await pressOffline("y");
  await untilEffective("Valid,Invalid");
  await page.keyboard.press("u");
  await untilEffective("Invalid,Invalid");
  await untilSent();
  await page.keyboard.press("y");
  await untilEffective("Valid,Valid");
  await untilSent();
  await pressOffline("u");
  await untilEffective("Invalid,Valid");
  await page.keyboard.press("u");
  await untilEffective("Invalid,Invalid");
});

test.each(TOOL_LOOKS)("dialog and comparison are accessible: %s", async (name, options) => {
  const [before, now] = await twoBatches();
  const page = await openDialog(now, options);
  expect([name, await violations(page)]).toEqual([name, []]);
  await page.goto(`${addressOf(now)}&compare=${before}`);
  await page.getByRole("button", { name: "Fixed 1" }).waitFor();
  expect([name, await violations(page)]).toEqual([name, []]);
  await page.getByRole("button", { name: /fixed\.jpg/ }).click();
  await dialog(page).getByText("Now: Valid").waitFor();
  expect([name, await violations(page)]).toEqual([name, []]);
});
