import { expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { violations } from "./axe.ts";
import { createFolder, fileOf } from "./files.ts";
import { batchIdOf, filesInput, folderInput, images, untilState } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const PASSWORD = "correct horse";
const web = setUpWebTests({ env: { ADMIN_PASSWORD: PASSWORD } });

test("a batch is sent with a title, edited and pinned in two pages at once, found again, and deleted", async () => {
  const page = await web.open();
  await page.getByLabel("Title").fill("Autumn catalogue");
  await page.getByLabel("Supplier").fill("Example Ltd");
  await filesInput(page).setInputFiles([fileOf("kettle.jpg", await markedPicture())]);
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  await page.getByRole("heading", { name: "Autumn catalogue" }).waitFor();
  const about = page.getByRole("region", { name: "About this batch" });
  await about.getByText(/Supplier: Example Ltd/).waitFor();
  await about.getByText(/Kept until \w+ \d+, \d{4}/).waitFor();

  const colleague = await web.open(page.url());
  const theirs = colleague.getByRole("region", { name: "About this batch" });
  await theirs.getByText(/Kept until/).waitFor();
  await about.getByRole("button", { name: "Pin" }).click();
  await theirs.getByText("Pinned: kept until it is unpinned or deleted").waitFor();
  await theirs.getByRole("button", { name: "Edit" }).click();
  await theirs.getByLabel("Title").fill("Winter catalogue");
  await theirs.getByLabel("Note").fill("Second delivery");
  expect(await violations(colleague)).toEqual([]);
  const edited = colleague.waitForRequest((request) => request.method() === "PATCH");
  await theirs.getByRole("button", { name: "Save" }).click();
  // What somebody else may have changed meanwhile is not sent.
  expect((await edited).postDataJSON()).toEqual({ title: "Winter catalogue", note: "Second delivery" });
  await page.getByRole("heading", { name: "Winter catalogue" }).waitFor();
  await about.getByText("Second delivery").waitFor();
  await about.getByText("1 run").click();
  await about.getByText(/1 image checked, 1 of 1 valid/).waitFor();
  expect(await violations(page)).toEqual([]);

  // By the name of an image, in the browser that sent it.
  await page.getByRole("link", { name: "New batch" }).click();
  expect(await page.getByLabel("Title").inputValue()).toBe("");
  await page.getByRole("region", { name: "Recent batches" }).getByText("Winter catalogue").waitFor();
  await page.getByRole("searchbox", { name: "Find a batch" }).fill("KETTLE");
  const found = page.getByRole("list", { name: "Found batches" }).getByRole("link");
  await found.getByText("Winter catalogue").waitFor();
  expect(await found.innerText()).toContain("kettle.jpg");
  expect(await violations(page)).toEqual([]);
  await found.click();

  // A key that is pressed twice keeps the batch.
  await about.getByRole("button", { name: "Delete" }).press("Enter");
  await about.getByRole("button", { name: "Keep it" }).and(about.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await about.getByRole("button", { name: "Delete" }).and(about.locator(":focus")).click();
  await about.getByRole("button", { name: "Delete the batch" }).click();
  await page.getByRole("heading", { name: "Is the logo on every photo?" }).waitFor();
  await colleague.getByText("This batch is not here").waitFor();
}, 90_000);

test("a title that somebody removes is gone from the page and from the recent batches", async () => {
  const page = await web.open();
  await page.getByLabel("Title").fill("Not for long");
  await filesInput(page).setInputFiles([fileOf("kettle.jpg", await markedPicture())]);
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  await page.getByRole("heading", { name: "Not for long" }).waitFor();
  await page.getByRole("region", { name: "About this batch" }).waitFor();
  await fetch(`${web.system().url}/api/batches/${batchIdOf(page)}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "" }),
  });
  await page.getByRole("heading", { name: /^Batch \w{8}$/ }).waitFor();
  await page.getByRole("link", { name: "New batch" }).click();
  await page
    .getByRole("region", { name: "Recent batches" })
    .getByText(/^Batch \w{8}$/)
    .waitFor();
});

test("the folder that was sent is the title for everybody", async () => {
  const page = await web.open();
  await folderInput(page).setInputFiles(await createFolder("summer shoes", { "a.jpg": await markedPicture() }));
  await page.getByRole("button", { name: "Check 1 image" }).click();
  await untilState(page, "Finished");
  const colleague = await web.open(page.url());
  await colleague.getByRole("heading", { name: "summer shoes", exact: true }).waitFor();
  const about = colleague.getByRole("region", { name: "About this batch" });
  await about.getByRole("button", { name: "Edit" }).click();
  expect(await about.getByLabel("Title").inputValue()).toBe("summer shoes");
});

test("a batch that is opened by its link keeps the time of its sender in the recent batches", async () => {
  const caller = createCaller(web.system().url);
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  const page = await web.open();
  await page.route("**/status", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), created_at: "2020-03-04T12:00:00Z" } });
  });
  await page.goto(`${web.system().url}/?batch=${id}`);
  await untilState(page, "Finished");
  await page.getByRole("link", { name: "New batch" }).click();
  await page.getByRole("region", { name: "Recent batches" }).getByText("Mar 4, 2020").waitFor();
});

test("the viewer says that an image was checked before", async () => {
  const picture = await markedPicture(5);
  const first = await web.finishBatch([["a.jpg", picture]]);
  const caller = createCaller(web.system().url);
  const { batch_id: second } = await caller.submit(formOf([["b.jpg", picture]]));
  await caller.untilDone(second);
  expect(first).not.toBe(second);
  const page = await web.open(`${web.system().url}/?batch=${second}`);
  await images(page, /b\.jpg/).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Checked before").waitFor();
  await dialog.getByText(/\d{4}, .*Valid/).waitFor();
}, 60_000);

test("the administrator makes and revokes a key and finds both in the audit log", async () => {
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("API keys", { exact: true }).click();
  await page.getByText(/With the first key everybody needs one/).waitFor();
  await page.getByLabel("Name").fill("script");
  await page.getByLabel("Decide about images").check();
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText(/^sym_[\w-]{43}$/).waitFor();
  expect(await page.getByRole("row", { name: /script/ }).innerText()).toContain("submit, read, review");
  expect(await violations(page)).toEqual([]);
  // A key that is pressed twice keeps it, and the keyboard stays where it was.
  const revoke = page.getByRole("button", { name: "Revoke script", exact: true });
  await revoke.press("Enter");
  await page.getByRole("button", { name: "Keep it" }).and(page.locator(":focus")).press("Enter");
  await revoke.and(page.locator(":focus")).press("Enter");
  await page.getByRole("button", { name: "Revoke script for ever" }).click();
  await page.getByText(/Revoked .* by admin/).waitFor();
  await page.getByText("Audit log", { exact: true }).click();
  await page.getByRole("row", { name: /key revoked/ }).waitFor();
  await page.getByLabel("By").pressSequentially("no body ");
  expect(await page.getByLabel("By").inputValue()).toBe("no body ");
  await page.getByLabel("By").fill("");
  await page.getByLabel("Action").fill(" key_made ");
  await page.getByRole("row", { name: /key revoked/ }).waitFor({ state: "hidden" });
  expect(await page.getByRole("row", { name: /key made/ }).innerText()).toMatch(/admin[\s\S]*name script/);
  expect(await violations(page)).toEqual([]);
}, 60_000);
