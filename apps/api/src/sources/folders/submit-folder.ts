import { randomUUID } from "node:crypto";
import { TITLE_MAX_LENGTH, uploadFieldsSchema } from "@symphony/contract";
import { submitBatch } from "../../batches/submit-batch.ts";
import type { ApiDeps } from "../../deps.ts";
import { submissionOf, uploadLimitsOf } from "../../upload/upload-source.ts";
import type { Upload } from "../../upload/upload-source.ts";
import { digestOf, moveOn, putRecord, readFolderRecord, recordIdOf } from "./folder-record.ts";
import type { KnownRecord } from "./folder-record.ts";
import { populateFromFolder } from "./populate-from-folder.ts";
import { FolderError, scanFolder } from "./scan-folder.ts";
import type { FolderScan } from "./scan-folder.ts";

/**
 * A process that claimed a folder and made no batch of it in this time, and in that of its bytes, is taken for dead:
 * others go on. Where it lives, both read the folder and one makes the batch.
 */
const CLAIM_MS = 15_000;
const SLOW_BYTES_PER_MS = 5_000;
/** Batches of folders are followed by this name. */
const CLIENT_ID = "watched-folders";
/** Of fairness among callers: all folders together are one. */
const CALLER = digestOf("a watched folder");

/** A folder as it was found. */
export interface FolderState {
  name: string;
  path: string;
  scan: FolderScan;
  claim: SeenClaim;
}

/** A claim of another process, and since when this one has seen it; of `performance.now()`: hosts differ in time. */
export interface SeenClaim {
  name: string;
  since: number;
}

/**
 * Makes a batch of a folder that has come to rest, once: of all processes the one that puts the record goes on. The
 * record names the batch, so that another process which takes over makes the same batch and no second one.
 *
 * @throws {FolderError} when the folder changes, and what `submitBatch` throws
 */
export async function submitFolder(deps: ApiDeps, state: FolderState): Promise<void> {
  const id = recordIdOf(state.name, state.scan.fingerprint);
  const record = (await readFolderRecord(deps, id)) ?? (await claim(deps, id, state.name));
  if (record === undefined || record.state !== "claimed") return;
  if ((await deps.store.manifest(record.batch_id)) === undefined) {
    const claimMs = CLAIM_MS + bytesOf(state.scan) / SLOW_BYTES_PER_MS;
    if (record.by !== deps.processId && ageOf(state.claim, `${id}/${record.version}`) < claimMs) return;
    await makeBatch(deps, record, state);
  }
  await moveOn(deps, id, record, "submitted");
}

function ageOf(claim: SeenClaim, name: string): number {
  const now = performance.now();
  if (claim.name !== name) Object.assign(claim, { name, since: now });
  return now - claim.since;
}

/** @returns undefined when another process was first */
async function claim(deps: ApiDeps, id: string, folder: string): Promise<KnownRecord | undefined> {
  const record = {
    folder,
    state: "claimed" as const,
    batch_id: randomUUID(),
    by: deps.processId,
    at: new Date().toISOString(),
  };
  return (await putRecord(deps, id, record)) ? { ...record, version: 1 } : undefined;
}

const bytesOf = ({ files }: FolderScan): number => files.reduce((sum, { size }) => sum + size, 0);

async function makeBatch(deps: ApiDeps, { batch_id: batchId }: KnownRecord, { name, path, scan }: FolderState) {
  await deps.store.drafts.write({
    batch_id: batchId,
    client_id: CLIENT_ID,
    email: null,
    title: name.replaceAll(/\p{Cc}/gu, " ").slice(0, TITLE_MAX_LENGTH),
    total: 0,
    created_at: new Date().toISOString(),
  });
  const limits = uploadLimitsOf(deps.config);
  const bytes = bytesOf(scan);
  if (bytes > limits.maxTotalBytes)
    throw new FolderError(`Its files have more than ${limits.maxTotalBytes} bytes. Divide it into several folders.`);
  const request = { headers: { "content-length": String(bytes) }, caller: CALLER };
  await submitBatch(deps, request, async (staging): Promise<Upload> => {
    const skipped = await populateFromFolder(path, scan, staging, limits);
    const after = await scanFolder(path, limits.maxItems);
    if (after.fingerprint !== scan.fingerprint) throw new FolderError("It changed while it was read.");
    return { submission: submissionOf(uploadFieldsSchema.parse({ batch_id: batchId, client_id: CLIENT_ID })), skipped };
  });
}
