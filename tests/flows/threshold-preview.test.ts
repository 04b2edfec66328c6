import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServerResponse } from "node:http";
import type { ThresholdPreview } from "@symphony/contract";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { startImageServer } from "@symphony/test-support/image-server";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;

/** The only stage finds the mark with a confidence of 0.3, so at its threshold of 0.5 nothing is valid. */
beforeAll(async () => {
  system = await startSystem({ modelsDir: await cascadeFolder([await yoloStage("v8-weak", { threshold: 0.5 })]) });
  caller = createCaller(system.url);
});
afterAll(() => system.stop());

/** Images 0 and 2 have the mark, 1 and 3 have none, and 4 is no image. */
async function finishBatch(): Promise<string> {
  const pictures = (await picturesOf(4)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  const { batch_id: id } = await caller.submit(formOf([...pictures, ["broken.jpg", Buffer.from("no image")]]));
  await caller.untilDone(id);
  return id;
}

async function preview(id: string, threshold: number): Promise<ThresholdPreview> {
  const response = await caller.post(`/api/batches/${id}/threshold`, { threshold, dry_run: true });
  expect(response.status).toBe(200);
  return (await response.json()) as ThresholdPreview;
}

test("a preview says what a threshold changes, and the run that follows changes just that", async () => {
  const id = await finishBatch();
  const before = await caller.status(id);
  const lower = await preview(id, 0.2);
  expect(lower).toMatchObject({
    to_valid: 2,
    to_invalid: 0,
    need_inspection: 0,
    without_match: 2,
    threshold_limit: null,
  });
  expect(lower.to_valid_seqs.toSorted()).toEqual([0, 2]);
  expect(await preview(id, 0.5)).toMatchObject({ to_valid: 0, to_invalid: 0 });
  // Nothing was started.
  expect(await caller.status(id)).toEqual(before);

  await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.2 });
  await caller.untilDone(id);
  expect(await caller.status(id)).toMatchObject({ valid: 2, invalid: 2, error: 1 });
  expect(await preview(id, 0.5)).toMatchObject({ to_valid: 0, to_invalid: 2 });
});

test("the histogram is split by verdict and by review", async () => {
  const id = await finishBatch();
  const review = { method: "PUT", headers: { "content-type": "application/json" }, body: '{"verdict":"Valid"}' };
  await fetch(`${system.url}/api/batches/${id}/items/2/review`, review);
  const bars = (await preview(id, 0.2)).histogram.filter(({ valid, invalid }) => valid + invalid > 0);
  expect(bars).toHaveLength(1);
  expect(bars[0]).toMatchObject({ valid: 0, invalid: 2, reviewed_valid: 1, reviewed_invalid: 0 });
  expect(bars[0]?.from).toBeCloseTo(0.3, 1);
});

test("a batch that is still running has no preview", async () => {
  const held: ServerResponse[] = [];
  const server = await startImageServer({ "/late.jpg": (_request, response) => void held.push(response) });
  const { batch_id: id } = await caller.submit({ image_paths: [`${server.url}/late.jpg`] });
  const response = await caller.post(`/api/batches/${id}/threshold`, { threshold: 0.2, dry_run: true });
  expect([response.status, await response.json()]).toMatchObject([409, { code: "batch_not_finished" }]);
  await caller.post(`/api/batches/${id}/cancel`, {});
  for (const each of held) each.destroy();
  await server.close();
});
