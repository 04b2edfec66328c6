import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { requireProgram } from "../../tools/system-package.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Generous: the machine may be doing other things. */
export const PATIENCE_MS = 20_000;

/** The system's Chromium; where it is missing, the error says how to get it. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = requireProgram(
    ["chromium", "chromium-browser", "google-chrome"],
    { "apt-get": "chromium", dnf: "chromium", apk: "chromium" },
    "The browser tests need Chromium",
  );
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A page in a browser profile of its own. Whatever its scripts throw fails the test at `close`. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const thrown: string[] = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  await page.goto(url);
  return {
    page,
    async close() {
      await context.close();
      if (thrown.length > 0) throw new Error(`the page threw: ${thrown.join("; ")}`);
    },
  };
}

export const filesInput = (page: Page) => page.getByTestId("files-input");
export const folderInput = (page: Page) => page.getByTestId("folder-input");

/** Waits for the words that stand beside the percentage. */
export async function untilState(page: Page, state: "Checking" | "Paused" | "Finished" | "Cancelled"): Promise<void> {
  await page.getByRole("region", { name: "Progress" }).getByText(state, { exact: true }).waitFor();
}

/** The number a stat of the progress card shows. */
export async function statOf(page: Page, name: string): Promise<number> {
  const stat = page.locator("dl > div", { has: page.locator("dt", { hasText: new RegExp(`^${name}`) }) }).locator("dd");
  return Number((await stat.first().innerText()).replaceAll(",", ""));
}

/** Images in the list; choices of a select box are options too. */
export const images = (page: Page, name?: RegExp): Locator =>
  page.getByRole("listbox", { name: "Images" }).getByRole("option", name === undefined ? {} : { name });

/** Rows on screen, as a screen reader hears them. */
export async function spokenRows(page: Page): Promise<string[]> {
  const snapshot = await page.getByRole("listbox", { name: "Images" }).ariaSnapshot();
  return [...snapshot.matchAll(/- option "(.*)"/g)].map(([, name]) => name ?? "");
}
