import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect } from "@jest/globals";
import type { Status } from "@symphony/contract";
import { createCaller } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System, SystemOptions } from "@symphony/test-support/system";
import { faultTest } from "./support/fault-test.ts";

const ITEMS = 30;
let system: System;
let caller: Caller;
let server: ImageServer;
afterEach(async () => {
  await system?.stop();
  await server?.close();
});

/** Starts the system with one batch. @param delayMs before each image is served */
async function startBatch(delayMs: number, options: SystemOptions = {}): Promise<string> {
  server = await startImageServer({ "/i/*": image(await markedPicture(), delayMs) });
  system = await startSystem({ workers: 1, ...options });
  caller = createCaller(system.url);
  const image_paths = Array.from({ length: ITEMS }, (_, i) => `${server.url}/i/${i}.jpg`);
  return (await caller.submit({ image_paths, chunkSize: 5 })).batch_id;
}

const ask = (id: string, verb: string, body: object = {}): Promise<Response> =>
  caller.post(`/api/batches/${id}/${verb}`, body);

faultTest(
  56,
  "a cancel that was acknowledged is never lost to a pause or resume at the same moment",
  undefined,
  async () => {
    const id = await startBatch(2_000);
    const image_paths = Array.from({ length: 3 }, (_, i) => `${server.url}/i/${i}.jpg`);
    for (let round = 0; round < 8; round += 1) {
      const { batch_id } = await caller.submit({ image_paths });
      const verbs = ["pause", "cancel", "resume", "pause", "cancel", "resume"];
      const responses = await Promise.all(verbs.map((verb) => ask(batch_id, verb)));
      const codes = responses.map(({ status }) => status);
      expect(new Set([...codes, 200, 409])).toEqual(new Set([200, 409]));
      const cancels = codes.filter((code, i) => verbs[i] === "cancel" && code === 200);
      expect(cancels.length).toBeLessThanOrEqual(1);
      if (cancels.length === 1) expect((await caller.status(batch_id)).status).toBe("cancelled");
    }
    expect((await ask(id, "cancel")).status).toBe(200);
  },
);

faultTest(57, "of two thresholds at once one wins, and every row belongs to it", undefined, async () => {
  const id = await startBatch(0);
  await caller.untilDone(id);
  const thresholds = [0.01, 1];
  const responses = await Promise.all(thresholds.map((threshold) => ask(id, "threshold", { threshold })));
  expect(responses.map(({ status }) => status).toSorted()).toEqual([202, 409]);
  await caller.untilDone(id);
  const won = responses.findIndex(({ status }) => status === 202);
  expect(await caller.status(id)).toMatchObject(won === 0 ? { valid: ITEMS } : { invalid: ITEMS });
});

faultTest(58, "runs are limited, and only the results of the newest complete one are kept", undefined, async () => {
  const id = await startBatch(0, { env: { MAX_RUNS_PER_BATCH: "3" } });
  await caller.untilDone(id);
  const codes: number[] = [];
  for (const threshold of [0.1, 0.2, 0.3, 0.4]) {
    codes.push((await ask(id, "threshold", { threshold })).status);
    await caller.untilDone(id);
  }
  expect(codes).toEqual([202, 202, 202, 409]);
  const results = (await readdir(join(system.exportsDir, id))).filter((name) => /^results(\.\d+)?$/.test(name));
  expect(results).toEqual(["results.3"]);
  expect((await caller.status(id)) as Status).toMatchObject({ processed: ITEMS });
});

faultTest(79, "a batch that is removed is a 404 everywhere, and no result is made up", undefined, async () => {
  const id = await startBatch(0);
  await caller.untilDone(id);
  const paths = [
    `/api/check-logo/batch/${id}/complete`,
    `/api/batches/${id}/results`,
    `/api/check-logo/batch/export-csv/${id}`,
  ];
  const asking = paths.map(async (path) => {
    for (;;) {
      const response = await fetch(`${system.url}${path}`);
      const text = await response.text().catch(() => "");
      expect(text).not.toContain("damaged");
      if (response.status !== 200) return response.status;
    }
  });
  // What a removal begins with: one rename.
  await mkdir(join(system.exportsDir, ".trash"), { recursive: true });
  await rename(join(system.exportsDir, id), join(system.exportsDir, ".trash", id));
  expect(await Promise.all(asking)).toEqual([404, 404, 404]);
});
