import { expect, test } from "@jest/globals";
import { markedPicture } from "@symphony/test-support/pictures";
import { batchIdOf, fillUrls, startBatch, untilState } from "./page.ts";
import { createResponseGate } from "./response-gate.ts";
import { setUpWebTests } from "./setup.ts";

/** Far below the interval of the page's polling, and above what a busy machine takes. */
const SHOWN_MS = 5_000;

const web = setUpWebTests();

test("F-72: what one page asks of a batch shows on every other page that has it open", async () => {
  const gate = createResponseGate();
  web.cleanUp(() => gate.open());
  const server = await web.startImageServer({ "/late/*": gate.respond(await markedPicture()) });
  const page = await web.open();
  await fillUrls(
    page,
    Array.from({ length: 20 }, (_, i) => `${server.url}/late/${i}.jpg`),
  );
  await startBatch(page);
  await untilState(page, "Checking");
  const colleague = await web.open(page.url());
  await untilState(colleague, "Checking");
  await colleague.getByText("Live", { exact: true }).waitFor();
  colleague.context().setDefaultTimeout(SHOWN_MS);
  for (const [verb, state] of [
    ["pause", "Paused"],
    ["resume", "Checking"],
    ["pause", "Paused"],
    ["cancel", "Cancelled"],
  ] as const) {
    const response = await fetch(`${web.system().url}/api/batches/${batchIdOf(page)}/${verb}`, { method: "POST" });
    expect(response.status).toBe(200);
    await Promise.all([untilState(page, state), untilState(colleague, state)]);
  }
});
