import { expect, test } from "@jest/globals";
import { until } from "@symphony/test-support/system";
import type { Page } from "playwright-core";
import { createFolder, makePhotos } from "./files.ts";
import { batchIdOf, folderInput, startBatch, statOf, throttle } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const FILES = 49;
const FILE_BYTES = 300_000;
const UPLOAD_BYTES_PER_SECOND = 700_000;
const FAST_BYTES_PER_SECOND = 20_000_000;
const TIMEOUT_MS = 180_000;

const web = setUpWebTests();

const sharesSent = async (page: Page): Promise<number> =>
  Number(await page.getByRole("region", { name: "Upload" }).getByRole("progressbar").getAttribute("aria-valuenow"));

test(
  "a reload during an upload: the page of the batch continues it, and another browser waits for it",
  async () => {
    const page = await web.open();
    await throttle(page, UPLOAD_BYTES_PER_SECOND);
    await folderInput(page).setInputFiles(await createFolder("shop", await makePhotos(FILES, FILE_BYTES)));
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
