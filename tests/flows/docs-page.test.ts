import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { launchBrowser } from "../web/browser.ts";

let system: System;
let browser: Browser;

beforeAll(async () => {
  system = await startSystem({ workers: 0, waitReady: false });
  await system.untilAnswering();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await system.stop();
});

test("the API documentation shows every group and executes a call, without any other host", async () => {
  const page = await browser.newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(system.url) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));

  await page.goto(`${system.url}/docs`);
  await page.getByText("Checks product photos for a brand's logo.").waitFor();
  for (const tag of ["Batches", "Results", "Steering", "Single images", "Service"])
    expect(await page.locator(`#operations-tag-${tag.replace(" ", "_")}`).count()).toBe(1);
  const liveness = page.locator(".opblock", { hasText: "/healthz" });
  await liveness.click();
  await liveness.getByRole("button", { name: "Execute" }).click();
  await liveness.getByText('"ok"').first().waitFor();
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
});
