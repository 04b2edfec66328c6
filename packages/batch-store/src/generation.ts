import { access, mkdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Accepted, Retry, Row } from "@symphony/contract";
import { moveIfThere, readControl, readRetry, readRetryIfThere, writeControl } from "./control.ts";
import { putOnce, syncDir, temporaryNameOf, writeSynced } from "./durable.ts";
import type { ItemReader } from "./items.ts";
import { isStale } from "./own-name.ts";
import { SHARD_SIZE, shardName } from "./paths.ts";
import type { Paths } from "./paths.ts";
import { withoutRow } from "./pending-list.ts";
import { encodeRow } from "./rows.ts";

/** Who finds a generation decided gives its starter this long before he takes it for dead. */
const STARTER_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 100;

/**
 * A later generation of a finished batch in the making: items to be judged again, and rows that are known
 * without. Nobody sees anything of it until it begins.
 */
export interface GenerationDraft {
  /** Adds a row that need not be judged. */
  addRow(row: Row): Promise<void>;
  /** Whether an uploaded item can be judged once more. */
  hasPayload(seq: number): Promise<boolean>;
  /**
   * Begins the generation, for the items of the rows that were added and those to be judged.
   *
   * @returns whether it is this one that began, and not somebody else's of the same number
   */
  begin(generation: number, retry: Omit<Retry, "draft">): Promise<boolean>;
  /** To be called in every case. */
  discard(): Promise<void>;
}

export function openGenerationDraft(paths: Paths, items: ItemReader, accepted: Accepted): GenerationDraft {
  const { batch_id: batchId } = accepted;
  const name = temporaryNameOf("draft");
  const dir = paths.draft(batchId, name);
  const shards = new Set<string>();
  let decided = false;

  return {
    async addRow(row) {
      const shard = `${dir}/${shardName(row.seq)}`;
      if (!shards.has(shard)) await mkdir(shard, { recursive: true });
      shards.add(shard);
      await writeSynced(`${shard}/${row.seq}.json`, encodeRow(row));
    },
    async hasPayload(seq) {
      const item = await items.read(batchId, seq);
      return access(paths.keptPayload(batchId, item)).then(
        () => true,
        () => false,
      );
    },
    async begin(generation, retry) {
      await mkdir(dir, { recursive: true });
      for (const each of [...shards, dir, paths.batch(batchId)]) await syncDir(each);
      await mkdir(`${paths.batch(batchId)}/retries`, { recursive: true });
      await syncDir(paths.batch(batchId));
      // Should the next step fail half way, nobody can tell whether the rows are wanted: they stay.
      decided = true;
      const won = await putOnce(
        paths.retry(batchId, generation),
        JSON.stringify({ ...retry, draft: name }),
        paths.batch(batchId),
      );
      decided = won;
      if (won || !(await isStarted(paths, accepted, generation))) await start(paths, items, accepted, generation);
      return won;
    },
    // Once the generation is decided its rows are part of it, whoever gets to start it.
    discard: async () => (decided ? undefined : rm(dir, { recursive: true, force: true })),
  };
}

/** Waits a little for whoever decided the generation; when he died on the way, it is for others to start it. */
async function isStarted(paths: Paths, { batch_id }: Accepted, generation: number): Promise<boolean> {
  for (const giveUp = Date.now() + STARTER_WAIT_MS; Date.now() < giveUp; await sleep(LOOK_EVERY_MS)) {
    if ((await readControl(paths, batch_id)).generation >= generation) return true;
  }
  return false;
}

/** Whether the next generation is decided, and the process that was to start it is gone. */
export async function isLeftUnstarted(paths: Paths, { batch_id }: Accepted): Promise<boolean> {
  const { generation } = await readControl(paths, batch_id);
  const retry = await readRetryIfThere(paths, batch_id, generation + 1);
  return retry?.draft !== undefined && isStale(retry.draft);
}

export async function startDecided(paths: Paths, items: ItemReader, accepted: Accepted): Promise<void> {
  await start(paths, items, accepted, (await readControl(paths, accepted.batch_id)).generation + 1);
}

/** Starts a decided generation. Each step may have been done before; the write of `control.json` makes it visible. */
async function start(paths: Paths, items: ItemReader, accepted: Accepted, generation: number): Promise<void> {
  const { batch_id: batchId } = accepted;
  const retry = await readRetry(paths, batchId, generation);
  const before = await readControl(paths, batchId);
  if (retry.draft !== undefined)
    await moveIfThere(paths.draft(batchId, retry.draft), paths.results(batchId, generation));
  for (const folder of ["attempts", ".tmp", "pending_files"])
    await mkdir(`${paths.batch(batchId)}/${folder}`, { recursive: true });
  for (const shard of new Set(retry.seqs.map((seq) => Math.floor(seq / SHARD_SIZE)))) {
    await mkdir(paths.resultShard(batchId, generation, shard * SHARD_SIZE), { recursive: true });
  }
  await syncDir(paths.results(batchId, generation));
  await moveIfThere(paths.failedPayloads(batchId), paths.payloads(batchId));
  if (accepted.kind === "files") {
    for await (const seq of withoutRow(paths, batchId, generation, retry.seqs)) {
      const item = await items.read(batchId, seq);
      await moveIfThere(paths.keptPayload(batchId, item), paths.payload(batchId, item));
    }
  }
  await syncDir(paths.payloads(batchId));
  await syncDir(paths.batch(batchId));
  const threshold = retry.threshold ?? before.threshold;
  await writeControl(paths, batchId, {
    status: "processing",
    generation,
    ...(threshold === undefined ? {} : { threshold }),
  });
}
