import { expect, test } from "@jest/globals";
import { StoreError } from "@symphony/batch-store";
import { logger, resolved } from "@symphony/test-support/stubs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Inspection } from "../inference/protocol.ts";
import type { ChunkDeps } from "./chunk-context.ts";
import { keepEvidence } from "./keep-evidence.ts";

const jpeg = Buffer.from("picture");
const INSPECTION = {
  thumbnail: { type: "jpeg", bytes: jpeg },
  view: { type: "jpeg", bytes: jpeg },
} as unknown as Inspection;

/** A thumbnail fails at once, and the view ends later. */
const keep = (putView: () => Promise<void>): Promise<void> => {
  const evidence = { putThumbnail: () => Promise.reject(new StoreError("full", "The storage is full.")), putView };
  const deps = { store: { evidence }, logger } as unknown as ChunkDeps;
  return keepEvidence(deps, "batch", { seq: 0 }, { path: "", release: resolved }, INSPECTION);
};

test("a picture that cannot be stored fails nothing, and the others are waited for", async () => {
  let isStored = false;
  await keep(async () => {
    await sleep(20);
    isStored = true;
  });
  expect(isStored).toBe(true);
});

test("a sync that failed is thrown, whatever failed before", async () => {
  const lost = keep(async () => {
    await sleep(20);
    throw new StoreError("not_durable", "A sync failed.");
  });
  await expect(lost).rejects.toMatchObject({ code: "not_durable" });
});
