import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { Page } from "playwright-core";
import { createFolder } from "./files.ts";
import { batchIdOf, folderInput, startBatch, statOf } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const FILES = 49;
const FILE_BYTES = 300_000;
const UPLOAD_BYTES_PER_SECOND = 700_000;
const FAST_BYTES_PER_SECOND = 20_000_000;
const TIMEOUT_MS = 180_000;

const web = setUpWebTests();

async function makePhotos(): Promise<Record<string, Buffer>> {
  const picture = await markedPicture();
  const photo = (): Buffer => Buffer.concat([picture, randomBytes(FILE_BYTES - picture.length)]);
  return Object.fromEntries(Array.from({ length: FILES }, (_, i) => [`photo-${i}.jpg`, photo()]));
}

async function throttle(page: Page, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

const sharesSent = async (page: Page): Promise<number> =>
  Number(await page.getByRole("region", { name: "Upload" }).getByRole("progressbar").getAttribute("aria-valuenow"));

test(
  "a reload during an upload: the page of the batch continues it, and another browser waits for it",
  async () => {
    const page = await web.open();
    await throttle(page, UPLOAD_BYTES_PER_SECOND);
    await folderInput(page).setInputFiles(await createFolder("shop", await makePhotos()));
    await startBatch(page);
    await until(async () => (await sharesSent(page)) >= 30, "30 % are sent", TIMEOUT_MS);
    const id = batchIdOf(page);
    const other = await web.open(page.url());
    await other.getByRole("heading", { name: "This batch is being uploaded" }).waitFor();
    await page.reload();
    await throttle(page, FAST_BYTES_PER_SECOND);
    await page.getByRole("heading", { name: "The upload was interrupted" }).waitFor();
    await page.getByText(/^About [4-9](\.\d)? MB of 1\d(\.\d)? MB have arrived\./).waitFor();
    await page.getByRole("button", { name: "Continue the upload" }).click();
    await page
      .getByRole("region", { name: "Progress" })
      .getByText("Finished", { exact: true })
      .waitFor({ timeout: TIMEOUT_MS });
    expect(batchIdOf(page)).toBe(id);
    await other.getByRole("region", { name: "Progress" }).getByText("Finished", { exact: true }).waitFor();
    expect(await statOf(page, "Valid")).toBe(FILES);
    await page.reload();
    await page.getByRole("region", { name: "Progress" }).getByText("Finished", { exact: true }).waitFor();
  },
  TIMEOUT_MS,
);
