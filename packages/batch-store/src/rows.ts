import { rename } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { rowSchema } from "@symphony/contract";
import type { BatchId, Row } from "@symphony/contract";
import { errnoOf, putOnce, readIfThere, syncDir } from "./durable.ts";
import type { Paths } from "./paths.ts";
import type { Reserve } from "./reserve.ts";

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** A row as it stands on disk: JSON with a CRC-32 of its body, so that a torn or rotten file shows. */
export function encodeRow(row: Row): string {
  const body = JSON.stringify(row);
  return `{"crc":"${checksum(body)}","row":${body}}\n`;
}

/** A row from its file's text, or `undefined` when the text is not what `encodeRow` wrote. */
export function decodeRow(text: string): Row | undefined {
  const match = /^\{"crc":"([0-9a-f]{8})","row":(.*)\}\n$/s.exec(text);
  const body = match?.[2];
  if (body === undefined || match?.[1] !== checksum(body)) return undefined;
  const parsed = rowSchema.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : undefined;
}

/**
 * The rows of all batches. A row is one small file; its existence says that the item is done. It is put
 * in place with `link()`, so of many who judge the same item one wins, and it never changes afterwards.
 */
export function createRows(paths: Paths, reserve: Pick<Reserve, "spend">) {
  return {
    /** Commits a row. Durable when this returns. @returns whether this row is the one in place. */
    commit(row: Row, generation = 0): Promise<boolean> {
      return reserve.spend(() =>
        putOnce(paths.row(row.batch_id, generation, row.seq), encodeRow(row), paths.scratch(row.batch_id)),
      );
    },

    /** An item's row of one generation, or `undefined`. A damaged one is set aside, so that the item is judged again. */
    async read(batchId: BatchId, seq: number, generation = 0): Promise<Row | undefined> {
      const path = paths.row(batchId, generation, seq);
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      const row = decodeRow(text);
      if (row?.seq === seq) return row;
      await rename(path, `${path}.damaged-${Date.now()}`).catch((error: unknown) => {
        if (errnoOf(error) !== "ENOENT") throw error;
      });
      return undefined;
    },

    /** The newest row of an item from one generation to another. */
    async newest(batchId: BatchId, seq: number, generation: number, from = 0): Promise<Row | undefined> {
      for (let each = generation; each >= from; each -= 1) {
        const row = await this.read(batchId, seq, each);
        if (row !== undefined) return row;
      }
      return undefined;
    },

    /** Makes a row that somebody else put in place durable before anybody acts on it. */
    sync(batchId: BatchId, seq: number, generation = 0): Promise<void> {
      return syncDir(paths.resultShard(batchId, generation, seq));
    },
  };
}
export type Rows = ReturnType<typeof createRows>;
