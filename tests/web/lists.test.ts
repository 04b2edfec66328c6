import { beforeEach, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { image } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { zipOf } from "@symphony/test-support/zip";
import type { Page } from "playwright-core";
import { fileOf } from "./files.ts";
import { batchIdOf, filesInput, startBatch, statOf, untilState } from "./page.ts";
import { setUpWebTests } from "./setup.ts";
import { workbookOf } from "./workbook.ts";

const web = setUpWebTests();
let page: Page;
beforeEach(async () => {
  page = await web.open();
});

const at = (...names: string[]): string[] => names.map((name) => `http://shop.example/${name}`);
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

/** Lists as people send them: the file, the addresses in it, and how many rows are left out. */
const LISTS: ReadonlyArray<[name: string, content: string | Buffer, urls: string[], leftOut: number]> = [
  [
    "spaces.csv",
    "name,image\nA,http://shop.example/my photo.jpg\nB,http://shop.example/ok.jpg?1\n",
    at("my%20photo.jpg", "ok.jpg?1"),
    0,
  ],
  [
    "semicolons.csv",
    '"Preis, EUR";Bild-URL\n"12,50";http://shop.example/1.jpg\n"13,00";http://shop.example/2.jpg\n"14,00";-\n',
    at("1.jpg", "2.jpg"),
    1,
  ],
  [
    "pipes.csv",
    'sku,images\n1,http://shop.example/1.jpg|http://shop.example/2.jpg\n2,"http://shop.example/3.jpg, http://shop.example/4.jpg"\n',
    at("1.jpg", "2.jpg", "3.jpg", "4.jpg"),
    0,
  ],
  [
    "tabs.tsv",
    "Price list\n\nsku\tphoto\n1\thttp://shop.example/1.jpg\n2\tnone\n3\thttp://shop.example/3.jpg\n",
    at("1.jpg", "3.jpg"),
    1,
  ],
  ["latin1.csv", Buffer.from("Größe;Bild\nXL;http://shop.example/k\xfchl.jpg\n", "latin1"), at("kühl.jpg"), 0],
  ["utf16.txt", utf16("http://shop.example/1.jpg\r\nhttp://shop.example/2.jpg\r\n"), at("1.jpg", "2.jpg"), 0],
  [
    "notes.md",
    "# Photos\n\n- ![one](http://shop.example/1.jpg)\n- [two](http://shop.example/2.jpg)\n",
    at("1.jpg", "2.jpg"),
    1,
  ],
  [
    "mail.txt",
    "Hello,\nplease check http://shop.example/1.jpg, and also (http://shop.example/2.jpg).\nhttp://shop.example/1.jpg\nThanks!\n",
    at("1.jpg", "2.jpg"),
    3,
  ],
  [
    "photos.xlsx",
    workbookOf(["Photos of May", "photo", "http://shop.example/a b.jpg", "none", "http://shop.example/2.jpg"]),
    at("a%20b.jpg", "2.jpg"),
    1,
  ],
  [
    "quotes.csv",
    '"he said ""hi""",http://shop.example/1.jpg\n"line\nbreak",http://shop.example/2.jpg\n',
    at("1.jpg", "2.jpg"),
    0,
  ],
];

test("what is found in a list, and left out of it, is counted before anything is sent", async () => {
  let sent: unknown;
  await page.route("**/api/check-logo/batch/", async (route) => {
    sent = (route.request().postDataJSON() as { image_paths: string[] }).image_paths;
    await route.abort();
  });
  for (const [name, content, urls, leftOut] of LISTS) {
    const found = `${urls.length} ${urls.length === 1 ? "address" : "addresses"}`;
    await filesInput(page).setInputFiles([fileOf(name, content, "text/plain")]);
    await page.getByRole("button", { name: `Check ${found}` }).waitFor();
    await page.getByText(`${found} found${leftOut > 0 ? `, ${leftOut} left out` : ""}.`, { exact: true }).waitFor();
    const listed = page.locator("details", { hasText: `${leftOut} left out` });
    expect([name, await listed.getByRole("listitem").count()]).toEqual([name, leftOut]);
    await startBatch(page);
    await page.getByRole("alert").waitFor();
    expect([name, sent]).toEqual([name, urls]);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByLabel("Web addresses of images").fill("");
    await page.getByText("Images", { exact: true }).click();
  }
});

test("a list without an address is told as that", async () => {
  await filesInput(page).setInputFiles([fileOf("empty.csv", "sku,photo\n1,none\n", "text/csv")]);
  await page.getByText("empty.csv no web address in it").waitFor();
});

test("the addresses of a list are checked, the one with a blank too", async () => {
  const server = await web.startImageServer({ "/i/*": image(await markedPicture()) });
  const list = `name,image\nA,${server.url}/i/my photo.jpg\nB,${server.url}/i/ok.jpg\nC,\n`;
  await filesInput(page).setInputFiles([fileOf("list.csv", list, "text/csv")]);
  await page.getByText("2 addresses found, 1 left out.").waitFor();
  await startBatch(page);
  await untilState(page, "Finished");
  expect(await statOf(page, "Valid")).toBe(2);
  await page.locator("details", { hasText: "1 left out" }).waitFor();
  // What the page left out before it sent anything, a colleague sees too.
  const colleague = await web.open(`${web.system().url}/?batch=${batchIdOf(page)}`);
  await colleague.locator("details", { hasText: "1 left out" }).waitFor();
});

test("what was left out of a batch is shown to everybody who opens it", async () => {
  const caller = createCaller(web.system().url);
  const zip = zipOf([
    { name: "a.jpg", bytes: await markedPicture() },
    ...Array.from({ length: 250 }, (_, i) => ({ name: `notes ${i}.txt`, bytes: Buffer.from("hello") })),
  ]);
  const { batch_id: id } = await caller.submit(formOf([["photos.zip", zip]]));
  await caller.untilDone(id);
  await page.goto(`${web.system().url}/?batch=${id}`);
  await page.locator("details", { hasText: "250 left out" }).click();
  await page.getByText("notes 7.txt").waitFor();
});
