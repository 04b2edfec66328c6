import { readdir, rm } from "node:fs/promises";
import { decodeChecked, encodeChecked } from "../checked-text.ts";
import { makeDirDurably, putIfAbsent, readIfPresent, removeFile, syncDir } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { SourceKind, SourceRecords, VersionedRecord } from "../port.ts";
import { eachName } from "../rounds.ts";
import { StoreError } from "../store-error.ts";

/** Versions kept before the newest. A writer that is behind by this many would find its number free. */
const KEPT_VERSIONS = 32;
/** A listing may name a version that is removed before it is read. */
const ATTEMPTS = 5;
const ID = /^[0-9a-f-]{1,64}$/;

/** `.sources/<kind>/<id>/<version>.json`: each put in place once by `link()`; the newest one counts. */
export function createSourceRecords(paths: Paths): SourceRecords {
  const versionsOf = async (kind: SourceKind, id: string): Promise<number[]> => {
    const names = await readdir(paths.source(kind, id)).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") return [];
      throw error;
    });
    const versions = names.map((name) => Number(/^(\d{1,15})\.json$/.exec(name)?.[1] ?? 0));
    return versions.filter((version) => version > 0).toSorted((a, b) => b - a);
  };
  const read = async (kind: SourceKind, id: string): Promise<VersionedRecord | undefined> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const [version] = ID.test(id) ? await versionsOf(kind, id) : [];
      if (version === undefined) return undefined;
      const text = await readIfPresent(paths.sourceVersion(kind, id, version));
      if (text !== undefined) return { version, value: decode(text, id) };
    }
    throw new StoreError("busy", `The record ${id} changes all the time; try again.`);
  };
  return {
    read,
    async update(kind, id, expected, value) {
      if (!ID.test(id)) throw new StoreError("missing", "There is no such record.");
      const [newest = 0, ...older] = await versionsOf(kind, id);
      if (newest !== expected) return false;
      const dir = paths.source(kind, id);
      await makeDirDurably(dir);
      const text = encodeChecked(JSON.stringify(value));
      if (!(await putIfAbsent(paths.sourceVersion(kind, id, expected + 1), text, dir))) return false;
      for (const version of older.slice(KEPT_VERSIONS - 1)) await removeFile(paths.sourceVersion(kind, id, version));
      return true;
    },
    list: (kind) => eachName(paths.sources(kind), (name) => (ID.test(name) ? name : undefined)),
    async remove(kind, id) {
      if (!ID.test(id)) return;
      await rm(paths.source(kind, id), { recursive: true, force: true });
      await syncDir(paths.sources(kind)).catch((error: unknown) => {
        if (errnoOf(error) !== "ENOENT") throw error;
      });
    },
  };
}

function decode(text: string, id: string): unknown {
  const body = decodeChecked(text);
  if (body === undefined) throw new StoreError("unknown_format", `The record ${id} is damaged.`);
  return JSON.parse(body) as unknown;
}
