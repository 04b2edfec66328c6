import { resolve } from "node:path";
import { createBucket, createS3Requests } from "@symphony/object-storage";
import type { Requests } from "@symphony/object-storage";
import { openBatchStore } from "./fs-batch-store.ts";
import type { BatchStore } from "./port.ts";
import { moveStore } from "./move/move-store.ts";
import type { MoveReport } from "./move/move-store.ts";
import { openObjectLedger, openObjectStore } from "./s3/s3-batch-store.ts";
import { StoreError } from "./store-error.ts";

/** Where a ledger is, as settings say it. */
export interface StoreSettings {
  EXPORTS_DIR: string;
  DISK_RESERVE_BYTES?: number | undefined;
  STORE_URL?: string | undefined;
  S3_ENDPOINT?: string | undefined;
  S3_FORCE_PATH_STYLE?: boolean | undefined;
  AWS_REGION?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
}

/**
 * Opens the ledger in a bucket where `STORE_URL` names one, and in a folder otherwise.
 *
 * @throws {StoreError} `unsuitable`, `unavailable` or `full` when it cannot hold batches
 */
export async function openStore(settings: StoreSettings): Promise<BatchStore> {
  const { STORE_URL: url, EXPORTS_DIR, DISK_RESERVE_BYTES } = settings;
  if (url === undefined) return openBatchStore(EXPORTS_DIR, DISK_RESERVE_BYTES);
  const { prefix } = placeOf(url);
  return openObjectStore(createBucket(requestsOf(url, settings), prefix));
}

/**
 * Copies the ledger of a folder to the bucket of `STORE_URL`; see `moveStore`.
 *
 * @throws {StoreError}
 */
export async function moveToBucket(
  folder: string,
  url: string,
  settings: StoreSettings,
  onBatch: (batchId: string, copied: boolean) => void,
): Promise<MoveReport> {
  const { store, ledger } = await openObjectLedger(createBucket(requestsOf(url, settings), placeOf(url).prefix));
  return moveStore(folder, ledger, store, onBatch);
}

/** What people call the store. */
export const nameOfStore = ({ STORE_URL, EXPORTS_DIR }: StoreSettings): string => STORE_URL ?? resolve(EXPORTS_DIR);

function placeOf(url: string): { bucket: string; prefix: string } {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
  const prefix = path.split("/").filter((part) => part !== "");
  return { bucket, prefix: prefix.map((part) => `${part}/`).join("") };
}

function requestsOf(url: string, settings: StoreSettings): Requests {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  // Half of them would be ignored, and those of the machine used in their place.
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    throw new StoreError("unsuitable", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or neither.");
  return createS3Requests({
    bucket: placeOf(url).bucket,
    endpoint: settings.S3_ENDPOINT,
    region: settings.AWS_REGION,
    forcePathStyle: settings.S3_FORCE_PATH_STYLE,
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, sessionToken: settings.AWS_SESSION_TOKEN } }),
  });
}
