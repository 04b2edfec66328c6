import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Accepted } from "@symphony/contract";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { acceptedBatch, rowOf } from "../../../packages/messaging/fixtures/redis.ts";
import { createStandings } from "./standings.ts";

let dir: string;
let store: BatchStore;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-standings-"));
  store = await openBatchStore(dir, 0);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function batchOfThree(): Promise<Accepted> {
  const staging = await store.openStaging();
  for (const url of ["http://a.test/1.jpg", "http://a.test/2.jpg", "http://a.test/3.jpg"]) staging.addUrl(url);
  const { total: _total, kind: _kind, accepted_at: _at, ...acceptance } = acceptedBatch(3);
  const accepted = await staging.commit(acceptance);
  await staging.discard();
  return accepted;
}

test("a batch's rows are read once for all who ask meanwhile, and another's by themselves", async () => {
  const [first, second] = [await batchOfThree(), await batchOfThree()];
  await store.rows.commit(rowOf(first, 0, "Valid"));
  let readings = 0;
  const standings = createStandings({ ...store, standing: (accepted) => ((readings += 1), store.standing(accepted)) });
  const all = await Promise.all(Array.from({ length: 20 }, () => standings(first)));
  expect(new Set(all).size).toBe(1);
  expect(all[0]).toMatchObject({ counts: { total: 3, valid: 1, pending: 2 }, events: 1, startedAt: first.accepted_at });
  expect(await standings(second)).toMatchObject({ counts: { valid: 0, pending: 3 } });
  expect(readings).toBe(2);
});

test("what could not be read is read anew", async () => {
  const batch = await batchOfThree();
  let readings = 0;
  const standings = createStandings({
    ...store,
    standing: (accepted) => {
      readings += 1;
      return readings === 1 ? Promise.reject(new Error("the disk is away")) : store.standing(accepted);
    },
  });
  await expect(standings(batch)).rejects.toThrow("the disk is away");
  expect(await standings(batch)).toMatchObject({ counts: { pending: 3 } });
});
