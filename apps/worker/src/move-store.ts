// `npm run store:move -- FOLDER s3://bucket/prefix`: copies the ledger of a folder to a bucket, batch by batch.
import { moveToBucket, StoreError } from "@symphony/batch-store";
import { runMain, StartError } from "@symphony/service";
import { storeOf } from "./config.ts";

const USAGE =
  "Usage: npm run store:move -- FOLDER s3://bucket/prefix (with S3_ENDPOINT and credentials as for the API)";

runMain(async () => {
  const [folder, url] = process.argv.slice(2).filter((word) => word !== "--");
  if (folder === undefined || url?.startsWith("s3://") !== true) throw new StartError(USAGE);
  const { copied, skipped } = await moveToBucket(folder, url, storeOf(url), (batchId, isNew) =>
    console.log(`${batchId}: ${isNew ? "copied" : "was there"}`),
  );
  console.log(`${copied} batches copied, ${skipped} were there. The folder is as it was; set STORE_URL=${url}.`);
}, [StoreError]);
