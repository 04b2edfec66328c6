import { expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { image } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { violations } from "./axe.ts";
import { setUpWebTests } from "./setup.ts";

const PASSWORD = "correct horse";
const web = setUpWebTests({ env: { ADMIN_PASSWORD: PASSWORD, SCHEDULES_EVERY_MS: "200" } });

test("the administrator logs in, sees all batches, finds one and logs out", async () => {
  const caller = createCaller(web.system().url);
  const picture = await markedPicture();
  for (const client of ["north", "south"]) {
    const { batch_id: id } = await caller.submit(
      formOf(
        [
          ["a.jpg", picture],
          ["b.jpg", Buffer.from("no image")],
        ],
        { client_id: client },
      ),
    );
    await caller.untilDone(id);
  }
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByLabel("Password", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("The name or the password is wrong.").waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("2 batches").waitFor();
  const row = page.getByRole("row", { name: /north/ });
  expect(await row.innerText()).toMatch(/Finished[\s\S]*1 of 2 valid[\s\S]*red-patch 100 %[\s\S]*Not an image 1/);
  expect(await violations(page)).toEqual([]);

  // On a phone each row is a card: nothing is to be scrolled sideways.
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")).toBe(true);
  expect(
    await page.getByRole("region", { name: "Table of batches" }).evaluate((table) => table.scrollWidth),
  ).toBeLessThan(391);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.getByLabel("Search").fill("SOUTH");
  await page.getByText("1 batch", { exact: true }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await page.reload();
  await page.getByText("2 batches").waitFor();
  await page.getByRole("row", { name: /south/ }).getByRole("button", { name: /^Pin/ }).click();
  await page
    .getByRole("row", { name: /south/ })
    .getByRole("button", { name: /^Unpin/ })
    .waitFor();
  await page
    .getByRole("row", { name: /south/ })
    .getByRole("button", { name: /^Delete/ })
    .click();
  await page.getByRole("button", { name: "Delete the batch" }).click();
  await page.getByText("1 batch", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("button", { name: "Log in" }).waitFor();
}, 60_000);

test("a schedule is added, runs at once and again when it is asked to, is paused and removed", async () => {
  const shop = await web.startImageServer({ "/i/*": image(await markedPicture()) });
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("Schedules", { exact: true }).click();
  await page.getByText("There are no schedules yet.").waitFor();
  const form = page.getByRole("form", { name: "New schedule" });
  await form.getByLabel("Name").fill("The shop");
  await form.getByLabel("Source").fill(`no address\nat all`);
  await form.getByRole("button", { name: "Add the schedule" }).click();
  await form.getByRole("alert").waitFor();
  await form.getByLabel("Source").fill(`${shop.url}/i/1.jpg\n${shop.url}/i/2.jpg`);
  await form.getByRole("button", { name: "Add the schedule" }).click();

  const card = page.getByRole("region", { name: "The shop", exact: true });
  await card.getByText("2 addresses").waitFor();
  await card.getByText(/^2 new, 0 changed/).waitFor();
  await card.getByText(/^2 Valid, 0 Invalid, 0 Error/).waitFor();
  expect(await violations(page)).toEqual([]);
  await card
    .getByRole("status")
    .getByText(/^next /)
    .waitFor();
  await card.getByRole("button", { name: "Run now" }).click();
  // From here on the page says by itself what happens.
  await card
    .getByRole("status")
    .getByText(/starts in a moment|being listed|being checked/)
    .waitFor();
  await card.getByRole("row").nth(2).waitFor();
  await card
    .getByRole("status")
    .getByText(/^next /)
    .waitFor();
  await page.reload();
  await card.getByRole("link", { name: "compare" }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")).toBe(true);
  expect(await violations(page)).toEqual([]);

  await card.getByRole("button", { name: "Pause" }).click();
  await card.getByText(/paused$/).waitFor();
  await card.getByRole("button", { name: "Resume" }).click();
  await card.getByText(/next /).waitFor();
  await card.getByRole("button", { name: "Remove The shop" }).dblclick();
  await card.getByRole("button", { name: "Remove The shop for ever" }).click();
  await page.getByText("There are no schedules yet.").waitFor();
}, 120_000);
