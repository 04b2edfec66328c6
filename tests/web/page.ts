import type { Locator, Page } from "playwright-core";

export const filesInput = (page: Page): Locator => page.getByTestId("files-input");
export const folderInput = (page: Page): Locator => page.getByTestId("folder-input");

/** Shows the URL box and replaces its text by these lines. */
export async function fillUrls(page: Page, lines: readonly string[]): Promise<void> {
  await page.getByText("Web addresses", { exact: true }).click();
  await page.getByLabel("Web addresses of images").fill(lines.join("\n"));
}

export const startBatch = (page: Page): Promise<void> => page.getByRole("button", { name: /^Check \d/ }).click();

/** The id of the batch that the page shows; empty on the start page. */
export const batchIdOf = (page: Page): string => new URL(page.url()).searchParams.get("batch") ?? "";

/** Waits for the label beside the percentage. */
export async function untilState(page: Page, state: "Checking" | "Paused" | "Finished" | "Cancelled"): Promise<void> {
  await page.getByRole("region", { name: "Progress" }).getByText(state, { exact: true }).waitFor();
}

/** The number of a stat on the progress card. */
export async function statOf(page: Page, name: string): Promise<number> {
  const stat = page.locator("dl > div", { has: page.locator("dt", { hasText: new RegExp(`^${name}`) }) }).locator("dd");
  return Number((await stat.first().innerText()).replaceAll(",", ""));
}

/** Images in the list; the options of select boxes have the same role. */
export const images = (page: Page, name?: RegExp): Locator =>
  page.getByRole("listbox", { name: "Images" }).getByRole("option", name === undefined ? {} : { name });

/** The visible rows of the list, as a screen reader reads them. */
export async function spokenRows(page: Page): Promise<string[]> {
  const snapshot = await page.getByRole("listbox", { name: "Images" }).ariaSnapshot();
  return [...snapshot.matchAll(/- option "(.*)"/g)].map(([, name]) => name ?? "");
}

/** Lets the page send so many bytes per second. */
export async function throttle(page: Page, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput,
  });
}
