import { expect, test } from "@jest/globals";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { images } from "./page.ts";
import { setUpWebTests } from "./setup.ts";

/** The first stage finds the mark with a confidence of 0.3; the second has not looked at what the first accepted. */
const stages = [
  await yoloStage("v8-weak", { name: "weak", threshold: 0.2 }),
  await yoloStage("v8", { name: "sure", threshold: 0.2 }),
];
const web = setUpWebTests({ modelsDir: await cascadeFolder(stages) });

test("a threshold that needs images which are not kept is not offered, and the page says up to which one it is", async () => {
  const id = await web.finishBatch([
    ["a.jpg", await markedPicture()],
    ["b.jpg", await plainPicture()],
  ]);
  const page = await web.open(`${web.system().url}/?batch=${id}`);
  await images(page, /^a\.jpg Valid/).waitFor();
  await page.getByRole("button", { name: "Threshold" }).click();
  const card = page.getByRole("region", { name: /^Threshold/ });
  await card.getByText("0 would become Invalid").waitFor();
  await card.getByRole("slider", { name: "Threshold" }).fill("0.5");
  const reason = card.getByText(/^At most \d\d % can be used: above it images have to be inspected again/);
  await reason.waitFor();
  expect(await card.getByRole("button", { name: "Use 50 %" }).isDisabled()).toBe(true);
  const [, limit] = /At most (\d+) %/.exec(await reason.innerText())!;
  await card.getByRole("slider", { name: "Threshold" }).fill(String(Number(limit) / 100));
  await reason.waitFor({ state: "detached" });
  await card.getByRole("button", { name: `Use ${limit} %`, disabled: false }).waitFor();
});
