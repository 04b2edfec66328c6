import { expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { violations } from "./axe.ts";
import { setUpWebTests } from "./setup.ts";

const PASSWORD = "correct horse";
const web = setUpWebTests({ env: { ADMIN_PASSWORD: PASSWORD } });

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
