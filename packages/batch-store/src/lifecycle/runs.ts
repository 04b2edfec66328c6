import type { BatchManifest } from "../intake/manifest.ts";
import type { RunRecord } from "../state/run-record.ts";
import type { ResultRecord } from "../results/record.ts";
import { access, mkdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { moveIfThere, readControl, readRun, findRun, writeControl } from "../state/control.ts";
import { putOnce, syncDir, temporaryNameOf, writeSynced } from "../fs/durable.ts";
import type { ItemReader } from "../results/items.ts";
import { isStale } from "../fs/owner-id.ts";
import { SHARD_SIZE, shardName } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { withoutResult } from "../results/pending-list.ts";
import { encodeRecord } from "../results/result-records.ts";

/** Who finds a generation decided gives its starter this long before he takes it for dead. */
const STARTER_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 100;

/**
 * A later generation of a finished batch in the making: items to be judged again, and rows that are known
 * without. Nobody sees anything of it until it begins.
 */
export interface RunDraft {
  /** Adds a row that need not be judged. */
  addRow(record: ResultRecord): Promise<void>;
  /** Whether an uploaded item can be judged once more. */
  hasPayload(seq: number): Promise<boolean>;
  /**
   * Begins the generation, for the items of the rows that were added and those to be judged.
   *
   * @returns whether it is this one that began, and not somebody else's of the same number
   */
  begin(run: number, retry: Omit<RunRecord, "draft">): Promise<boolean>;
  /** To be called in every case. */
  discard(): Promise<void>;
}

export function openRunDraft(paths: Paths, items: ItemReader, manifest: BatchManifest): RunDraft {
  const { batch_id: batchId } = manifest;
  const name = temporaryNameOf("draft");
  const dir = paths.runDraft(batchId, name);
  const shards = new Set<string>();
  let decided = false;

  return {
    async addRow(record) {
      const shard = `${dir}/${shardName(record.seq)}`;
      if (!shards.has(shard)) await mkdir(shard, { recursive: true });
      shards.add(shard);
      await writeSynced(`${shard}/${record.seq}.json`, encodeRecord(record));
    },
    async hasPayload(seq) {
      const item = await items.read(batchId, seq);
      return access(paths.keptPayload(batchId, item)).then(
        () => true,
        () => false,
      );
    },
    async begin(run, retry) {
      await mkdir(dir, { recursive: true });
      for (const each of [...shards, dir, paths.batch(batchId)]) await syncDir(each);
      await mkdir(`${paths.batch(batchId)}/retries`, { recursive: true });
      await syncDir(paths.batch(batchId));
      // Should the next step fail half way, nobody can tell whether the rows are wanted: they stay.
      decided = true;
      const won = await putOnce(
        paths.runRecord(batchId, run),
        JSON.stringify({ ...retry, draft: name }),
        paths.batch(batchId),
      );
      decided = won;
      if (won || !(await isStarted(paths, manifest, run))) await start(paths, items, manifest, run);
      return won;
    },
    // Once the generation is decided its rows are part of it, whoever gets to start it.
    discard: async () => (decided ? undefined : rm(dir, { recursive: true, force: true })),
  };
}

/** Waits a little for whoever decided the generation; when he died on the way, it is for others to start it. */
async function isStarted(paths: Paths, { batch_id }: BatchManifest, run: number): Promise<boolean> {
  for (const giveUp = Date.now() + STARTER_WAIT_MS; Date.now() < giveUp; await sleep(LOOK_EVERY_MS)) {
    if ((await readControl(paths, batch_id)).run >= run) return true;
  }
  return false;
}

/** Whether the next generation is decided, and the process that was to start it is gone. */
export async function isLeftUnstarted(paths: Paths, { batch_id }: BatchManifest): Promise<boolean> {
  const { run } = await readControl(paths, batch_id);
  const retry = await findRun(paths, batch_id, run + 1);
  return retry?.draft !== undefined && isStale(retry.draft);
}

export async function startDecidedRun(paths: Paths, items: ItemReader, manifest: BatchManifest): Promise<void> {
  await start(paths, items, manifest, (await readControl(paths, manifest.batch_id)).run + 1);
}

/** Starts a decided generation. Each step may have been done before; the write of `control.json` makes it visible. */
async function start(paths: Paths, items: ItemReader, manifest: BatchManifest, run: number): Promise<void> {
  const { batch_id: batchId } = manifest;
  const retry = await readRun(paths, batchId, run);
  const before = await readControl(paths, batchId);
  if (retry.draft !== undefined) await moveIfThere(paths.runDraft(batchId, retry.draft), paths.results(batchId, run));
  for (const folder of ["attempts", ".tmp", "pending_files"])
    await mkdir(`${paths.batch(batchId)}/${folder}`, { recursive: true });
  for (const shard of new Set(retry.seqs.map((seq) => Math.floor(seq / SHARD_SIZE)))) {
    await mkdir(paths.resultShard(batchId, run, shard * SHARD_SIZE), { recursive: true });
  }
  await syncDir(paths.results(batchId, run));
  await moveIfThere(paths.failedPayloads(batchId), paths.payloads(batchId));
  if (manifest.kind === "files") {
    for await (const seq of withoutResult(paths, batchId, run, retry.seqs)) {
      const item = await items.read(batchId, seq);
      await moveIfThere(paths.keptPayload(batchId, item), paths.payload(batchId, item));
    }
  }
  await syncDir(paths.payloads(batchId));
  await syncDir(paths.batch(batchId));
  const threshold = retry.threshold ?? before.threshold;
  await writeControl(paths, batchId, {
    status: "processing",
    run,
    ...(threshold === undefined ? {} : { threshold }),
  });
}
