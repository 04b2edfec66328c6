import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testBatchStore } from "../contract/batch-store-contract.ts";
import { openBatchStore } from "./fs-batch-store.ts";

testBatchStore("a batch store in a folder", async () => {
  const dir = await mkdtemp(join(tmpdir(), "symphony-contract-"));
  return {
    openStore: () => openBatchStore(dir),
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
});
