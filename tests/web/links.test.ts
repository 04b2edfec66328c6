import { beforeAll, expect, test } from "@jest/globals";
import { markedPicture, picturesOf } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { Page } from "playwright-core";
import { images, spokenRows } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const web = setUpWebTests();
let id: string;

/** `red/0.jpg`, `red/2.jpg` and so on have the mark, `plain/1.jpg` and so on have none. */
beforeAll(async () => {
  const pictures = await picturesOf(80);
  id = await web.finishBatch([
    ...pictures.map((bytes, i): [string, Uint8Array] => [`${i % 2 === 0 ? "red" : "plain"}/${i}.jpg`, bytes]),
    ["broken.jpg", Buffer.from("no image")],
    ["red/deep/last.jpg", await markedPicture(900)],
  ]);
});

async function openBatch(): Promise<Page> {
  const page = await web.open(`${web.system().url}/?batch=${id}`);
  await images(page, /red\/0\.jpg Valid/).waitFor();
  return page;
}
const viewer = (page: Page) => page.getByRole("dialog");
const paramsOf = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);

test("filter, order, search and view mode stand in the address, and a colleague's link shows the same", async () => {
  const page = await openBatch();
  await page.getByRole("button", { name: /^Valid/ }).click();
  await page.getByLabel("Folder").selectOption("red");
  await page.getByLabel("Order").selectOption("name");
  await page.getByLabel("Search by name").fill("1");
  await page.getByRole("button", { name: "Grid" }).click();
  expect(paramsOf(page)).toEqual({ batch: id, show: "Valid", folder: "red", order: "name", q: "1", view: "grid" });
  // Of 0, 2, … 78 those with a 1: 10, 12, 14, 16 and 18.
  await page.getByText("5 of 82 images match").waitFor();
  const rows = await spokenRows(page);
  expect(rows.map((row) => /\d+\.jpg/.exec(row)?.[0])).toEqual(["10.jpg", "12.jpg", "14.jpg", "16.jpg", "18.jpg"]);

  const colleague = await web.open(page.url());
  await colleague.getByText("5 of 82 images match").waitFor();
  expect(await spokenRows(colleague)).toEqual(rows);
  expect(await colleague.getByRole("button", { name: "Grid" }).getAttribute("aria-pressed")).toBe("true");
  await colleague.getByRole("button", { name: "Clear filters" }).click();
  await until(() => Promise.resolve(!("q" in paramsOf(colleague))), "the address has no filter");
});

test("Back closes the viewer, however far it went; a reload and a link open the same image", async () => {
  const page = await openBatch();
  await page.getByRole("button", { name: /^Invalid/ }).click();
  await images(page, /plain\/1\.jpg/).click();
  await viewer(page).getByText("1 of 40 · Invalid").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await viewer(page).getByText("3 of 40 · Invalid").waitFor();
  expect(paramsOf(page)).toMatchObject({ image: "5", show: "Invalid" });

  const colleague = await web.open(page.url());
  await viewer(colleague).getByText("plain/5.jpg").first().waitFor();
  await viewer(colleague).getByText("3 of 40 · Invalid").waitFor();
  // It was not opened here: closing it stays on the batch.
  await colleague.keyboard.press("Escape");
  await viewer(colleague).waitFor({ state: "detached" });
  expect(paramsOf(colleague)).toMatchObject({ batch: id, show: "Invalid" });

  await page.reload();
  await viewer(page).getByText("3 of 40 · Invalid").waitFor();
  await page.goBack();
  await viewer(page).waitFor({ state: "detached" });
  expect(paramsOf(page)).toMatchObject({ batch: id, show: "Invalid" });
  await images(page, /plain\/1\.jpg/).waitFor();
  await page.goForward();
  await viewer(page).getByText("3 of 40 · Invalid").waitFor();
});

test("a review queue survives a reload, at the same image", async () => {
  const page = await openBatch();
  await page.getByRole("button", { name: "Review" }).click();
  await viewer(page).getByText("broken.jpg").first().waitFor();
  await page.keyboard.press("ArrowRight");
  await viewer(page).getByText("2 of 82", { exact: true }).waitFor();
  const second = paramsOf(page)["image"];
  await page.reload();
  await viewer(page).getByText("2 of 82", { exact: true }).waitFor();
  expect(paramsOf(page)).toMatchObject({ image: second, queue: "doubt" });
  await page.keyboard.press("ArrowLeft");
  await viewer(page).getByText("broken.jpg").first().waitFor();
});

test("a reload keeps the place in a long list", async () => {
  const page = await openBatch();
  await images(page).first().focus();
  await page.evaluate("window.scrollTo(0, 3000)");
  const topOf = async (): Promise<string> =>
    (await page.evaluate(`document.elementFromPoint(300, 260).closest("[role=option]")?.id ?? ""`)) as string;
  await until(async () => (await topOf()) !== "", "a row is there");
  await until(async () => (await page.evaluate("history.state?.top")) !== undefined, "the place is kept");
  const before = Number((await topOf()).replace("image-", ""));
  await page.reload();
  await until(async () => Math.abs(Number((await topOf()).replace("image-", "")) - before) <= 2, "the place is shown");
  expect(before).toBeGreaterThan(20);
});
