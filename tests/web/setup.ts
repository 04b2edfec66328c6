import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { startSystem } from "@symphony/test-support/system";
import { FULL } from "@symphony/test-support/scale";
import type { System, SystemOptions } from "@symphony/test-support/system";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { requireProgram } from "../../tools/system-package.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  // Fewer processes: they share two cores with two other test files.
  "--renderer-process-limit=2",
  "--in-process-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A name that is not this machine's: a page under it is served over plain http, as in a network without certificates.
  "--host-resolver-rules=MAP symphony.lan 127.0.0.1",
];
/** Generous, because other programs may use the machine. */
const PAGE_TIMEOUT_MS = 40_000;
const START_TIMEOUT_MS = 120_000;

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** How the page is looked at for accessibility: both widths, and the contrasts of both colour schemes. */
export const LOOKS: Array<[name: string, options: BrowserContextOptions]> = [
  ["desktop, light", {}],
  ["phone, dark", { ...PHONE, colorScheme: "dark" }],
];
/** The same for tools of the page: both in a full campaign. */
export const TOOL_LOOKS = FULL ? LOOKS : LOOKS.slice(1);

/** What the tests of a file share; usable from its hooks on. */
export interface WebTests {
  system(): System;
  /** Opens a page in a browser profile of its own; the test fails if a script of the page throws. */
  open(url?: string, options?: BrowserContextOptions): Promise<Page>;
  startImageServer(...args: Parameters<typeof startImageServer>): Promise<ImageServer>;
  /** Runs after the current test; the last step that was added runs first. */
  cleanUp(step: () => unknown): void;
  /** Submits these files to the API and waits until their batch is finished. @returns its id */
  finishBatch(files: Array<[name: string, bytes: Uint8Array]>): Promise<string>;
}

/** Starts one system and one browser for all tests of the calling file or `describe`. */
export function setUpWebTests(options: SystemOptions = {}): WebTests {
  let system: System | undefined;
  let browser: Browser | undefined;
  let steps: Array<() => unknown> = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    system = await startSystem(options);
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  afterEach(async () => {
    const errors: unknown[] = [];
    for (const step of steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    steps = [];
    if (errors.length > 0) throw errors[0];
  });

  const cleanUp = (step: () => unknown): void => void steps.push(step);
  const running = (): System => {
    if (system === undefined) throw new Error("the system is not running");
    return system;
  };
  return {
    system: running,
    cleanUp,
    async open(url = running().url, contextOptions = {}) {
      if (browser === undefined) throw new Error("the browser is not running");
      const { page, close } = await openPage(browser, contextOptions);
      cleanUp(close);
      await page.goto(url);
      return page;
    },
    async startImageServer(...args) {
      const server = await startImageServer(...args);
      cleanUp(() => server.close());
      return server;
    },
    async finishBatch(files) {
      const caller = createCaller(running().url);
      const { batch_id: id } = await caller.submit(formOf(files));
      await caller.untilDone(id);
      return id;
    },
  };
}

/** Launches the installed Chromium; without one, the error says how to install it. */
function launchBrowser(): Promise<Browser> {
  const executablePath = requireProgram(
    ["chromium", "chromium-browser", "google-chrome"],
    { "apt-get": "chromium", dnf: "chromium", apk: "chromium" },
    "The browser tests need Chromium",
  );
  return chromium.launch({ executablePath, args: FLAGS });
}

async function openPage(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<{ page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  return {
    page,
    async close() {
      // A route that still waits for its response would fail when the page is gone.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
      if (errors.length > 0) throw new Error(`the page threw: ${errors.join("; ")}`);
    },
  };
}
