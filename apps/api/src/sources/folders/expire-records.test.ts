import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import { expireFolderRecords } from "./expire-records.ts";
import { putRecord, readFolderRecord } from "./folder-record.ts";

const dir = await mkdtemp(join(tmpdir(), "symphony-records-"));
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

test("the record of a folder outlives its 90 days while the folder is there, and while its share is away", async () => {
  const deps = { store: await openBatchStore(dir), processId: "p" } as unknown as ApiDeps;
  const at = new Date(Date.now() - 100 * 24 * 3_600_000).toISOString();
  const batch_id = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
  for (const [id, folder] of [
    ["aa", "spring"],
    ["bb", "gone"],
  ] as const)
    await putRecord(deps, id, { folder, state: "delivered", batch_id, by: "p", at });
  await expireFolderRecords(deps, new Set());
  expect(await readFolderRecord(deps, "bb")).toBeDefined();
  await expireFolderRecords(deps, new Set(["spring"]));
  expect(await readFolderRecord(deps, "bb")).toBeUndefined();
  // It was seen now: 90 days count from here.
  expect(Date.parse((await readFolderRecord(deps, "aa"))?.at ?? "")).toBeGreaterThan(Date.now() - 60_000);
});
