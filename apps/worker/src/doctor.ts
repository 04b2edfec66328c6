// `npm run doctor -- [folder or s3://bucket/prefix] [--repair]`: reports what contradicts itself in a store.
import { nameOfStore, openStore, StoreError } from "@symphony/batch-store";
import type { Damage } from "@symphony/batch-store";
import { runMain } from "@symphony/service";
import { storeOf } from "./config.ts";

runMain(async () => {
  const words = process.argv.slice(2).filter((word) => word !== "--");
  const repair = words.includes("--repair");
  const settings = storeOf(words.find((word) => !word.startsWith("--")));
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
