import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { countsOf, finalSchema, metadataSchema } from "@symphony/contract";
import type { Accepted, BatchId, Final, Metadata, Row, Verdict } from "@symphony/contract";
import { linkOnce, putOnce, readIfThere, removeFile, replaceFile, syncDir } from "./durable.ts";
import type { Paths } from "./paths.ts";
import { csvOf } from "./results-csv.ts";
import type { Rows } from "./rows.ts";

/** The batch cannot be finished: an item has no row yet. */
export class UnfinishedError extends Error {
  override name = "UnfinishedError";
  readonly seq: number;

  constructor(batchId: BatchId, seq: number) {
    super(`batch ${batchId} has no row for item ${seq} yet`);
    this.seq = seq;
  }
}

export async function readFinal(paths: Paths, batchId: BatchId): Promise<Final | undefined> {
  const text = await readIfThere(paths.final(batchId));
  return text === undefined ? undefined : finalSchema.parse(JSON.parse(text));
}

/**
 * Finishes a batch, once: `results.csv`, then the marker `final.json`, both put in place with `link()`,
 * so that it does not matter how many try or where one of them dies. What only served the unfinished
 * batch goes last and is taken up again by the next call.
 *
 * @throws {UnfinishedError} while an item has no row
 */
export async function finishBatch(paths: Paths, rows: Rows, accepted: Accepted): Promise<Final> {
  const { batch_id: batchId } = accepted;
  const known = await readFinal(paths, batchId);
  const final = known ?? (await writeFinal(paths, rows, accepted));
  await markCompleted(paths, final);
  await removeFile(paths.pendingList(batchId, accepted.kind));
  for (const folder of [paths.payloads(batchId), paths.attemptsDir(batchId), paths.scratch(batchId)]) {
    await rm(folder, { recursive: true, force: true });
  }
  await syncDir(paths.batch(batchId));
  return final;
}

/** Whether a finish was broken off after its marker. */
export async function hasLeftovers(paths: Paths, accepted: Accepted): Promise<boolean> {
  const scratchGone = await access(paths.scratch(accepted.batch_id)).then(() => false, () => true);
  return !scratchGone || (await readIfThere(paths.pendingList(accepted.batch_id, accepted.kind))) !== undefined;
}

async function writeFinal(paths: Paths, rows: Rows, accepted: Accepted): Promise<Final> {
  const { batch_id: batchId } = accepted;
  const tally: Record<Verdict, number> = { Valid: 0, Invalid: 0, Error: 0 };
  await writeCsv(paths, batchId, eachRow(rows, accepted, (row) => (tally[row.result.Is_Valid] += 1)));
  const final: Final = {
    batch_id: batchId,
    counts: countsOf({ total: accepted.total, valid: tally.Valid, invalid: tally.Invalid, error: tally.Error }),
    completed_at: new Date().toISOString(),
  };
  await putOnce(paths.final(batchId), JSON.stringify(final, null, 2), paths.scratch(batchId));
  return (await readFinal(paths, batchId)) ?? final;
}

async function* eachRow(rows: Rows, accepted: Accepted, seen: (row: Row) => void): AsyncGenerator<Row> {
  for (let seq = 0; seq < accepted.total; seq += 1) {
    const row = await rows.read(accepted.batch_id, seq);
    if (row === undefined) throw new UnfinishedError(accepted.batch_id, seq);
    seen(row);
    yield row;
  }
}

async function writeCsv(paths: Paths, batchId: BatchId, rows: AsyncIterable<Row>): Promise<void> {
  const temporary = join(paths.scratch(batchId), `results.csv.${randomUUID()}.tmp`);
  try {
    await pipeline(csvOf(rows), createWriteStream(temporary, { flags: "wx" }));
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  const handle = await open(temporary, "r");
  await handle.sync().finally(() => handle.close());
  await linkOnce(temporary, paths.csv(batchId));
  await syncDir(paths.batch(batchId));
}

async function markCompleted(paths: Paths, final: Final): Promise<void> {
  const text = await readIfThere(paths.metadata(final.batch_id));
  const metadata: Metadata = metadataSchema.parse(JSON.parse(text ?? "null"));
  if (metadata.status === "completed") return;
  const completed: Metadata = { ...metadata, status: "completed", counts: final.counts, completed_at: final.completed_at };
  await replaceFile(paths.metadata(final.batch_id), JSON.stringify(completed, null, 2));
}
