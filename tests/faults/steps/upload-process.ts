import { writeSync } from "node:fs";
import { once } from "node:events";
import { openBatchStore, StoreError } from "@symphony/batch-store";
import { BATCH, NAMES } from "./steps.ts";

/** Stages an upload, waits for a line on its input, and commits; or starts and cleans up, as every process does. */
const [root, task] = process.argv.slice(2) as [string, "upload" | "clean"];
const store = await openBatchStore(root);
if (task === "clean") {
  writeSync(1, `${await store.removeAbandoned()}\n`);
  process.exit(0);
}
const staging = await store.openStaging();
async function* bytesOf(name: string): AsyncGenerator<Buffer> {
  yield Buffer.from(`bytes of ${name}`);
}
for (const name of NAMES) await staging.addFile(name, bytesOf(name), 1_000);
writeSync(1, `${BATCH}\n`);
await once(process.stdin, "data");
try {
  await staging.commit({
    batch_id: BATCH,
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single: false,
  });
  writeSync(1, "accepted\n");
} catch (error) {
  writeSync(1, `${error instanceof StoreError ? `StoreError ${error.code}` : String(error)}\n`);
}
await staging.discard();
process.exit(0);
