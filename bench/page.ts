import { createCaller, formOf } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { requireProgram } from "../tools/system-package.mjs";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const [MANY, FEW] = [3_000, 200];
/** Photos that are decided one after another. */
const REVIEWED = 200;
const SCROLL_MS = 4_000;
/** As a person scrolls who looks for something: 40 rows a second. */
const SCROLL_PX_PER_S = 2_400;
/** Different pictures; the rest have the bytes of one of these. */
const PICTURES = 200;

interface Figures {
  framesPerSecond: number;
  heapMb: number;
  decisionsPerMinute: number;
}

const FIGURES = [
  { key: "framesPerSecond", bench: "page: frames while scrolling", unit: "a second", goal: 0.9 },
  { key: "decisionsPerMinute", bench: "page: decisions by keyboard", unit: "a minute", goal: 0.8 },
  { key: "heapMb", bench: "page: memory", unit: "MB", goal: 0.5, smallerIsBetter: true },
] as const;

/** The page in a real browser with a large batch, against a small one. */
export async function benchPage(runs: number): Promise<Outcome[]> {
  const system = await startSystem();
  const executablePath = requireProgram(["chromium", "chromium-browser", "google-chrome"], {}, "This needs Chromium");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const measured: { a: Figures[]; b: Figures[] } = { a: [], b: [] };
  try {
    for (let run = 0; run < runs; run += 1) {
      measured.a.push(await measure(browser, system.url, MANY));
      measured.b.push(await measure(browser, system.url, FEW));
      process.stderr.write(`page: run ${run + 1} of ${runs}\n`);
    }
  } finally {
    await browser.close();
    await system.stop();
  }
  const [a, b] = [MANY, FEW].map((rows) => ({ name: `${rows.toLocaleString("en")} rows` }));
  return FIGURES.map(({ key, ...figure }) =>
    outcomeOf(
      { ...figure, a: a!, b: b! },
      { a: measured.a.map((each) => each[key]), b: measured.b.map((each) => each[key]) },
    ),
  );
}

async function measure(browser: Browser, url: string, rows: number): Promise<Figures> {
  const id = await finishBatch(url, rows);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${url}/?batch=${id}`);
  await page.getByText(`0 of ${rows.toLocaleString("en")} decided`).waitFor();
  const framesPerSecond = await scroll(page);
  const decisionsPerMinute = await review(page, rows);
  const figures = { framesPerSecond, decisionsPerMinute, heapMb: await heapMb(page) };
  await context.close();
  return figures;
}

async function finishBatch(url: string, rows: number): Promise<string> {
  const caller = createCaller(url);
  const id = await caller.startBatch();
  const pictures = await picturesOf(PICTURES);
  const form = formOf([], { batch_id: id });
  for (let row = 0; row < rows; row += 1)
    form.append("files", new Blob([pictures[row % PICTURES] as Uint8Array<ArrayBuffer>]), `shelf/${row}.jpg`);
  await caller.submit(form);
  await caller.untilDone(id, 600_000);
  return id;
}

/** Scrolls through the list at a steady pace. @returns frames a second */
async function scroll(page: Page): Promise<number> {
  const frames = (await page.evaluate(`new Promise((resolve) => {
    let frames = 0;
    const begun = performance.now();
    const step = (now) => {
      frames += 1;
      scrollTo(0, (${SCROLL_PX_PER_S} / 1_000) * (now - begun));
      if (now - begun < ${SCROLL_MS}) requestAnimationFrame(step);
      else resolve(frames);
    };
    requestAnimationFrame(step);
  })`)) as number;
  return (1_000 * frames) / SCROLL_MS;
}

/** Decides about one photo after another, as fast as the page shows the next. @returns decisions a minute */
async function review(page: Page, rows: number): Promise<number> {
  await page.evaluate("scrollTo(0, 0)");
  await page.getByRole("button", { name: "Review" }).click();
  const viewer = page.getByRole("dialog");
  await viewer.locator(":focus").waitFor();
  const begun = performance.now();
  for (let done = 1; done <= REVIEWED; done += 1) {
    await page.keyboard.press(done % 5 === 0 ? "n" : "y");
    await viewer.getByText(`${done} of ${rows.toLocaleString("en")} decided`, { exact: true }).waitFor();
  }
  return (60_000 * REVIEWED) / (performance.now() - begun);
}

/** What the scripts of the page hold, after a collection. */
async function heapMb(page: Page): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}
