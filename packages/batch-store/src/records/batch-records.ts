import { readdir } from "node:fs/promises";
import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { decodeChecked, encodeChecked } from "../checked-text.ts";
import { makeDirInside, putIfAbsent, readIfPresent, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { readManifest } from "../intake/read-manifest.ts";
import type { BatchRecords, StoredRecord } from "../port.ts";
import { markReopened } from "../state/reopened.ts";
import { StoreError } from "../store-error.ts";

/** Changes of one record. People change a title a few times; only a program would do it for ever. */
export const RECORD_VERSIONS_MAX = 1_000;

/** Keys that a newer version added are kept. */
const entrySchema = z.looseObject({
  title: z.string().nullable(),
  supplier: z.string().nullable(),
  note: z.string().nullable(),
  pinned: z.boolean(),
  by: z.string(),
  at: z.string(),
});

/** `record/<version>.json`: each put in place once by `link()`; the newest readable one counts. */
export function createBatchRecords(paths: Paths): BatchRecords {
  return {
    read: (batchId) => readRecord(paths, batchId),
    async update(batchId, { by, at, ...change }, expected) {
      await makeFolder(paths, batchId);
      for (;;) {
        const current = await readRecord(paths, batchId);
        if (current === undefined) throw new StoreError("missing", `Batch ${batchId} is not there.`);
        const { version, ...fields } = current;
        if ((expected !== undefined && expected !== version) || version >= RECORD_VERSIONS_MAX)
          throw new StoreError("version_conflict", `The record of batch ${batchId} has version ${version}.`);
        const next = { ...fields, ...change };
        const text = encodeChecked(JSON.stringify({ ...next, by, at }));
        // Beside it, because a finished batch has no scratch folder.
        if (await putIfAbsent(paths.record(batchId, version + 1), text, paths.records(batchId)))
          return tell(paths, batchId, { ...next, version: version + 1 });
      }
    },
  };
}

/** A hint for those who keep an index. */
async function tell(paths: Paths, batchId: BatchId, record: StoredRecord): Promise<StoredRecord> {
  await markReopened(paths, batchId).catch(() => undefined);
  return record;
}

/** @returns undefined when there is no such batch */
export async function readRecord(paths: Paths, batchId: BatchId): Promise<StoredRecord | undefined> {
  const version = await newestVersion(paths, batchId);
  for (let each = version; each > 0; each -= 1) {
    const entry = decodeRecordEntry(await readIfPresent(paths.record(batchId, each)));
    // A damaged one counts as a version and says nothing.
    if (entry === undefined) continue;
    const { by: _by, at: _at, ...fields } = entry;
    return { ...fields, version };
  }
  const manifest = await readManifest(paths, batchId);
  return manifest && { ...recordOf(manifest), version };
}

export const recordOf = ({
  title,
  supplier,
}: Pick<BatchManifest, "title" | "supplier">): Omit<StoredRecord, "version"> => ({
  title: title ?? null,
  supplier: supplier ?? null,
  note: null,
  pinned: false,
});

async function newestVersion(paths: Paths, batchId: BatchId): Promise<number> {
  const names = await readdir(paths.records(batchId)).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.reduce((newest, name) => Math.max(newest, Number(/^(\d{1,6})\.json$/.exec(name)?.[1] ?? 0)), 0);
}

async function makeFolder(paths: Paths, batchId: BatchId): Promise<void> {
  await makeDirInside(paths.records(batchId));
  // Also of a folder that another process has just made: it may not be durable yet.
  await syncDir(paths.batch(batchId));
}

export function decodeRecordEntry(text: string | undefined): z.infer<typeof entrySchema> | undefined {
  const body = text === undefined ? undefined : decodeChecked(text);
  if (body === undefined) return undefined;
  const parsed = entrySchema.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  throw new StoreError("unknown_format", "A newer version wrote this record; this version cannot read it.", {
    cause: parsed.error,
  });
}
