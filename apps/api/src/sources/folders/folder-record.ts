import { createHash } from "node:crypto";
import { z } from "zod";
import type { ApiDeps } from "../../deps.ts";

/** What came of one state of a watched folder. The versions of its record go through its states. */
const folderRecordSchema = z.object({
  folder: z.string(),
  /** `claimed` before the batch is there, `submitted` when it is, `delivered` when its results lie beside the folder. */
  state: z.enum(["claimed", "submitted", "delivered"]),
  batch_id: z.uuidv4(),
  /** The process that wrote this. */
  by: z.string(),
  at: z.string(),
});
export type FolderRecord = z.infer<typeof folderRecordSchema>;

export interface KnownRecord extends FolderRecord {
  version: number;
}

export const digestOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

export const recordIdOf = (folder: string, fingerprint: string): string => digestOf([folder, fingerprint]);

export async function readFolderRecord({ store }: ApiDeps, id: string): Promise<KnownRecord | undefined> {
  const found = await store.sources.read("folders", id);
  return found && { ...folderRecordSchema.parse(found.value), version: found.version };
}

/** @returns whether there was none */
export const putRecord = ({ store }: ApiDeps, id: string, record: FolderRecord): Promise<boolean> =>
  store.sources.update("folders", id, 0, record);

/** @returns whether this call changed the record */
export function moveOn(
  { store, processId }: ApiDeps,
  id: string,
  { version, ...record }: KnownRecord,
  state: FolderRecord["state"],
): Promise<boolean> {
  return store.sources.update("folders", id, version, {
    ...record,
    state,
    by: processId,
    at: new Date().toISOString(),
  });
}
