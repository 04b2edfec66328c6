// `npm run doctor -- [folder or s3://bucket/prefix] [--repair]`: reports what contradicts itself in a store.
import { nameOfStore, openStore, StoreError } from "@symphony/batch-store";
import type { Damage } from "@symphony/batch-store";
import { assertStoreExists, readCommand, runMain } from "@symphony/service";
import { storeOf } from "./config.ts";

const USAGE = `Usage:
  doctor [--repair] [FOLDER]
Prints what contradicts itself in a store and exits with 1 if something is left. --repair corrects what the rest of the
ledger determines. FOLDER is the exports folder or s3://bucket/prefix; default: that of STORE_URL, or else of EXPORTS_DIR.`;

runMain(async () => {
  const {
    values: { repair, help },
    positionals: [place],
  } = readCommand(USAGE, { repair: { type: "boolean", default: false }, help: { type: "boolean" } });
  if (help === true) return console.log(USAGE);
  const settings = storeOf(place);
  assertStoreExists(settings);
  const store = await openStore(settings);
  let [found, left] = [0, 0];
  const report = (damages: readonly Damage[]): void => {
    for (const { batchId, kind, what, repaired } of damages) {
      console.log(`${batchId ?? nameOfStore(settings)}: ${kind}: ${what}${repaired ? " Repaired." : ""}`);
      found += 1;
      left += repaired ? 0 : 1;
    }
  };
  report(await store.doctor.examineStore(repair));
  const batchIds = await store.list();
  for (const batchId of batchIds) report(await store.doctor.examineBatch(batchId, repair));
  console.log(`${batchIds.length} batches examined: ${found} contradictions, ${found - left} repaired.`);
  process.exitCode = left === 0 ? 0 : 1;
}, [StoreError]);
