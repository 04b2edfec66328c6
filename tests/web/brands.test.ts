import { expect, test } from "@jest/globals";
import { BADGE, EMBLEM, photoWith } from "@symphony/test-support/artwork";
import { violations } from "./axe.ts";
import { setUpWebTests } from "./setup.ts";

const PASSWORD = "correct horse";
const web = setUpWebTests({ env: { ADMIN_PASSWORD: PASSWORD } });
const svg = (name: string, text: string) => ({ name, mimeType: "image/svg+xml", buffer: Buffer.from(text) });

test("an administrator adds a brand from its artwork, and a batch that asks for it says what was found", async () => {
  const page = await web.open(`${web.system().url}/?admin`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("Brands", { exact: true }).click();

  const form = page.getByRole("form", { name: "Add the brand" });
  await form.getByLabel("Name").fill("Hills");
  await form.getByLabel("Artwork of the mark").setInputFiles(svg("bad.svg", EMBLEM.replace("<path", "<script/><path")));
  await form.getByRole("button", { name: "Add the brand" }).click();
  await form.getByRole("alert").filter({ hasText: "it has a script" }).waitFor();
  await form.getByLabel("Artwork of the mark").setInputFiles(svg("hills.svg", EMBLEM));
  await form.getByRole("img", { name: "hills.svg" }).waitFor();
  await form.getByRole("button", { name: "Add the brand" }).click();
  const card = page.getByRole("listitem", { name: "Hills" });
  await card.getByRole("img", { name: "Mark of Hills" }).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.goto(web.system().url);
  await page.getByLabel("Hills").check();
  const photos = [
    { name: "with.jpg", mimeType: "image/jpeg", buffer: await photoWith([EMBLEM]) },
    { name: "other.jpg", mimeType: "image/jpeg", buffer: await photoWith([BADGE]) },
  ];
  await page.locator("input[type=file]").first().setInputFiles(photos);
  await page.getByRole("button", { name: "Check 2 images" }).click();
  await page.getByText("Missing: Hills").waitFor();
  expect(await violations(page)).toEqual([]);
}, 240_000);
