import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { until } from "@symphony/test-support/system";
import { createFolder, makePhotos } from "./files.ts";
import { openNetworkProxy } from "./network-proxy.ts";
import { batchIdOf, folderInput, startBatch, statOf, throttle } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

const FILES = 300;
const FILE_BYTES = 70_000;
const TOTAL_BYTES = FILES * FILE_BYTES;
const LINE_BYTES_PER_SECOND = 8_000_000;
/** The first of several parts is complete long before the last. */
const SLOW_BYTES_PER_SECOND = 1_000_000;
const TIMEOUT_MS = 180_000;

const web = setUpWebTests();

test(
  "300 photos over a line that is cut three times, a restart of the API and a reload: every byte once",
  async () => {
    const photos = await makePhotos(FILES, FILE_BYTES);
    const folder = await createFolder("shop", photos);
    const proxy = await openNetworkProxy(web.system().url);
    web.cleanUp(() => proxy.close());
    const page = await web.open(proxy.url);
    await throttle(page, LINE_BYTES_PER_SECOND);
    const untilSent = (share: number): Promise<void> =>
      until(() => proxy.sent() > share * TOTAL_BYTES, `${share} of the bytes are sent`, TIMEOUT_MS);
    const cutAfter = async (share: number): Promise<void> => {
      await untilSent(share);
      proxy.cut();
      await new Promise((resolve) => setTimeout(resolve, 200));
      proxy.restore();
    };
    await folderInput(page).setInputFiles(folder);
    await startBatch(page);
    await cutAfter(0.15);
    await cutAfter(0.3);
    await untilSent(0.4);
    await web.system().api.end("SIGKILL");
    await web.system().startApi();
    await cutAfter(0.6);
    await untilSent(0.7);
    await page.reload();
    await throttle(page, LINE_BYTES_PER_SECOND);
    await page.goto(proxy.url);
    await folderInput(page).setInputFiles(folder);
    await startBatch(page);
    await page
      .getByRole("region", { name: "Progress" })
      .getByText("Finished", { exact: true })
      .waitFor({ timeout: TIMEOUT_MS });
    expect(await statOf(page, "Valid")).toBe(FILES);
    // What was on its way at a break is sent again, and no more: at most what lies in the buffers of three connections.
    expect(proxy.sent()).toBeLessThan(1.6 * TOTAL_BYTES);
    const path = join(web.system().exportsDir, batchIdOf(page), "items", "000000.json");
    const items = JSON.parse(await readFile(path, "utf8")) as Array<{ name: string; sha256: string }>;
    const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
    expect(Object.fromEntries(items.map(({ name, sha256 }) => [name, sha256]))).toEqual(
      Object.fromEntries(Object.entries(photos).map(([name, bytes]) => [`shop/${name}`, digest(bytes)])),
    );
  },
  TIMEOUT_MS,
);

test(
  "the first verdicts are there while the rest is sent",
  async () => {
    const page = await web.open();
    await throttle(page, SLOW_BYTES_PER_SECOND);
    await folderInput(page).setInputFiles(await createFolder("slow", await makePhotos(FILES, FILE_BYTES)));
    await startBatch(page);
    const upload = page.getByRole("region", { name: "Upload" });
    await upload
      .getByText(/\d+ checked already: logo found in \d+, not in 0, errors: 0\./)
      .waitFor({ timeout: TIMEOUT_MS });
    expect(Number(await upload.getByRole("progressbar").getAttribute("aria-valuenow"))).toBeLessThan(95);
    await page.getByRole("option").getByText("Valid", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: /^Valid [1-9]/ }).waitFor();
    await page
      .getByRole("region", { name: "Progress" })
      .getByText("Finished", { exact: true })
      .waitFor({ timeout: TIMEOUT_MS });
    expect(await statOf(page, "Valid")).toBe(FILES);
  },
  TIMEOUT_MS,
);
