import { randomUUID } from "node:crypto";
import type { Bucket } from "@symphony/object-storage";
import { decodeRecord, encodeRecord } from "../../results/result-record.ts";
import type { ResultRecord } from "../../results/result-record.ts";
import type { ContentKeys } from "../base/keys.ts";
import { putUnlessEnded } from "../base/objects.ts";

/** Results of one object, and their bytes at most. */
const RECORDS_MAX = 100;
const BYTES_MAX = 512 * 1024;
/** What waits for so long is written, so that readers of a slow batch find it: some ten results of a slow worker. */
const WAIT_MAX_MS = 10_000;
/** Objects that wait to be filled; those of batches that stopped leave by their time. */
const OPEN_MAX = 200;

/**
 * Copies of the results that this process put in place, many in one object. The results themselves are the truth:
 * a copy that is lost, or not written yet, costs its readers a request for each result.
 */
export function createSegments(bucket: Bucket) {
  const open = new Map<string, { endMarker: string; texts: string[]; bytes: number; timer: NodeJS.Timeout }>();
  /** Those on their way. */
  const writing = new Map<string, string>();

  const write = (prefix: string): void => {
    const segment = open.get(prefix);
    if (segment === undefined) return;
    open.delete(prefix);
    clearTimeout(segment.timer);
    const [key, text] = [`${prefix}${randomUUID()}`, segment.texts.join("")];
    writing.set(key, text);
    const written = putUnlessEnded(bucket, key, text, segment.endMarker).catch(() => undefined);
    void written.then(() => writing.delete(key));
  };

  return {
    /** What this process has not written yet, for its own readers. */
    unwritten: (keys: ContentKeys, run: number, seq: number): string => {
      const prefix = keys.segmentShard(run, seq);
      const onTheirWay = [...writing].flatMap(([key, text]) => (key.startsWith(prefix) ? [text] : []));
      return [...onTheirWay, ...(open.get(prefix)?.texts ?? [])].join("");
    },
    /** The run is over: pages take the place of copies. */
    forget(keys: ContentKeys, run: number): void {
      for (const [prefix, { timer }] of open) {
        if (!prefix.startsWith(keys.segments(run))) continue;
        clearTimeout(timer);
        open.delete(prefix);
      }
    },
    note(keys: ContentKeys, run: number, record: ResultRecord): void {
      const prefix = keys.segmentShard(run, record.seq);
      const oldest = open.keys().next().value;
      if (!open.has(prefix) && open.size >= OPEN_MAX && oldest !== undefined) write(oldest);
      const segment = open.get(prefix) ?? {
        endMarker: keys.final(run),
        texts: [],
        bytes: 0,
        timer: setTimeout(() => write(prefix), WAIT_MAX_MS).unref(),
      };
      open.set(prefix, segment);
      const text = encodeRecord(record);
      segment.texts.push(text);
      segment.bytes += text.length;
      if (segment.texts.length >= RECORDS_MAX || segment.bytes >= BYTES_MAX) write(prefix);
    },
  };
}
export type Segments = ReturnType<typeof createSegments>;

/** The results of a text with one in each line, by their items; a damaged line says nothing. */
export function decodeLines(text: string): Map<number, ResultRecord> {
  const records = new Map<number, ResultRecord>();
  for (const line of text.split("\n")) {
    const record = line === "" ? undefined : decodeRecord(`${line}\n`);
    if (record !== undefined) records.set(record.seq, record);
  }
  return records;
}
