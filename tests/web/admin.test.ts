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
  expect(await row.innerText()).toMatch(/completed[\s\S]*1 valid of 2[\s\S]*red-patch 100 %[\s\S]*Not an image 1/);
  expect(await violations(page)).toEqual([]);

  await page.getByLabel("Search").fill("SOUTH");
  await page.getByText("1 batch", { exact: true }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await page.reload();
  await page.getByText("2 batches").waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("button", { name: "Log in" }).waitFor();
}, 60_000);
