import { createHash } from "node:crypto";
import { z } from "zod";
import { scheduleRunSchema, VERDICTS } from "@symphony/contract";
import type { ScheduleRun, Verdict } from "@symphony/contract";
import type { SourceRecords } from "@symphony/batch-store";

/** For each image: a digest of its address, one of what tells its content, its verdict before and now. */
const ENTRY_BYTES = 18;
const DIGEST_BYTES = 8;
const NO_VERDICT = 255;

/** An image of a source, as a listing found it. */
export interface ListedImage {
  address: string;
  /** Different for each content; undefined where the server does not say. */
  validator: string | undefined;
}

export interface SnapshotEntry {
  /** Of the address. */
  key: string;
  validator: string;
  before: Verdict | undefined;
  now: Verdict | undefined;
}

/** What a source held in a run, by `key`. */
export type Snapshot = Map<string, SnapshotEntry>;

const schema = z.object({ entries: z.string(), images: scheduleRunSchema.shape.images });
type ImageCounts = ScheduleRun["images"];
const NOTHING = Buffer.alloc(DIGEST_BYTES).toString("latin1");

export const keyOf = (address: string): string =>
  createHash("sha256").update(address).digest().toString("latin1", 0, DIGEST_BYTES);

export const entryOf = ({ address, validator }: ListedImage): SnapshotEntry => ({
  key: keyOf(address),
  validator: validator === undefined ? NOTHING : keyOf(validator),
  before: undefined,
  now: undefined,
});

export const hasValidator = ({ validator }: SnapshotEntry): boolean => validator !== NOTHING;

/** An empty one where there is none. */
export async function readSnapshot(
  sources: SourceRecords,
  id: string | null,
): Promise<{ version: number; snapshot: Snapshot; images: ImageCounts }> {
  const found = id === null ? undefined : await sources.read("snapshots", id);
  if (found === undefined) return { version: 0, snapshot: new Map(), images: null };
  const { entries, images } = schema.parse(found.value);
  return { version: found.version, snapshot: decode(entries), images };
}

/** @returns whether this call's is in place */
export const writeSnapshot = (
  sources: SourceRecords,
  id: string,
  version: number,
  { snapshot, images }: { snapshot: Snapshot; images: ImageCounts },
): Promise<boolean> => sources.update("snapshots", id, version, { entries: encode(snapshot), images });

function encode(snapshot: Snapshot): string {
  const bytes = Buffer.alloc(snapshot.size * ENTRY_BYTES);
  let at = 0;
  for (const { key, validator, before, now } of snapshot.values()) {
    bytes.write(key + validator, at, "latin1");
    bytes[at + 2 * DIGEST_BYTES] = numberOf(before);
    bytes[at + 2 * DIGEST_BYTES + 1] = numberOf(now);
    at += ENTRY_BYTES;
  }
  return bytes.toString("base64");
}

function decode(text: string): Snapshot {
  const bytes = Buffer.from(text, "base64");
  const snapshot: Snapshot = new Map();
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES) {
    const key = bytes.toString("latin1", at, at + DIGEST_BYTES);
    const validator = bytes.toString("latin1", at + DIGEST_BYTES, at + 2 * DIGEST_BYTES);
    const [before, now] = [bytes[at + 2 * DIGEST_BYTES], bytes[at + 2 * DIGEST_BYTES + 1]];
    snapshot.set(key, { key, validator, before: verdictOf(before), now: verdictOf(now) });
  }
  return snapshot;
}

const numberOf = (verdict: Verdict | undefined): number =>
  verdict === undefined ? NO_VERDICT : VERDICTS.indexOf(verdict);
const verdictOf = (number = NO_VERDICT): Verdict | undefined => VERDICTS[number];
