import { resultRecordSchema } from "./record.ts";
import type { ResultRecord } from "./record.ts";
import { rename } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { BatchId } from "@symphony/contract";
import { errnoOf, putOnce, readIfThere, syncDir } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { Reserve } from "../fs/disk-reserve.ts";

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** A row as it stands on disk: JSON with a CRC-32 of its body, so that a torn or rotten file shows. */
export function encodeRecord(record: ResultRecord): string {
  const body = JSON.stringify(record);
  return `{"crc":"${checksum(body)}","row":${body}}\n`;
}

/** A row from its file's text, or `undefined` when the text is not what `encodeRow` wrote. */
export function decodeRecord(text: string): ResultRecord | undefined {
  const match = /^\{"crc":"([0-9a-f]{8})","row":(.*)\}\n$/s.exec(text);
  const body = match?.[2];
  if (body === undefined || match?.[1] !== checksum(body)) return undefined;
  const parsed = resultRecordSchema.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : undefined;
}

/**
 * The rows of all batches. A row is one small file; its existence says that the item is done. It is put
 * in place with `link()`, so of many who judge the same item one wins, and it never changes afterwards.
 */
export function createResultRecords(paths: Paths, reserve: Pick<Reserve, "spend">) {
  return {
    /** Commits a row. Durable when this returns. @returns whether this row is the one in place. */
    commit(record: ResultRecord, run = 0): Promise<boolean> {
      return reserve.spend(() =>
        putOnce(paths.record(record.batch_id, run, record.seq), encodeRecord(record), paths.scratch(record.batch_id)),
      );
    },

    /** An item's row of one generation, or `undefined`. A damaged one is set aside, so that the item is judged again. */
    async read(batchId: BatchId, seq: number, run = 0): Promise<ResultRecord | undefined> {
      const path = paths.record(batchId, run, seq);
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      const record = decodeRecord(text);
      if (record?.seq === seq) return record;
      await rename(path, `${path}.damaged-${Date.now()}`).catch((error: unknown) => {
        if (errnoOf(error) !== "ENOENT") throw error;
      });
      return undefined;
    },

    /** The newest row of an item from one generation to another. */
    async newest(batchId: BatchId, seq: number, run: number, from = 0): Promise<ResultRecord | undefined> {
      for (let each = run; each >= from; each -= 1) {
        const record = await this.read(batchId, seq, each);
        if (record !== undefined) return record;
      }
      return undefined;
    },

    /** Makes a row that somebody else put in place durable before anybody acts on it. */
    sync(batchId: BatchId, seq: number, run = 0): Promise<void> {
      return syncDir(paths.resultShard(batchId, run, seq));
    },
  };
}
export type ResultRecords = ReturnType<typeof createResultRecords>;
