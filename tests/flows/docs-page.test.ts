import { expect, test } from "@jest/globals";
import { setUpWebTests } from "../web/setup.ts";

const web = setUpWebTests({ workers: 0, waitReady: false });

test("the API documentation shows every group and executes a call, without any other host", async () => {
  const system = web.system();
  await system.untilAnswering();
  const page = await web.open("about:blank");
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(system.url) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });

  await page.goto(`${system.url}/docs`);
  await page.getByText("Checks product photos for a brand's logo.").waitFor();
  for (const tag of ["Batches", "Results", "Batch control", "Single images", "Service"])
    expect(await page.locator(`#operations-tag-${tag.replace(" ", "_")}`).count()).toBe(1);
  const liveness = page.locator(".opblock", { hasText: "/healthz" });
  await liveness.click();
  await liveness.getByRole("button", { name: "Execute" }).click();
  await liveness.getByText('"ok"').first().waitFor();
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
});
