import { moveIfPresent, putIfAbsent, readIfPresent, syncDir } from "../fs/durable.ts";
import type { Reserve } from "../fs/disk-reserve.ts";
import type { Paths } from "../fs/paths.ts";
import type { Results } from "../port.ts";
import { eachName } from "../rounds.ts";
import { decodeRecord, encodeRecord } from "./result-record.ts";
import type { ResultRecord } from "./result-record.ts";
import { inRunFolder } from "./run-folder.ts";

/** The results of all batches: one small file each, whose existence says that the item is done. */
export function createResults(paths: Paths, reserve: Pick<Reserve, "spend">): Results {
  async function read(batchId: string, seq: number, run = 0): Promise<ResultRecord | undefined> {
    const path = paths.result(batchId, run, seq);
    const text = await readIfPresent(path);
    if (text === undefined) return undefined;
    const record = decodeRecord(text);
    if (record?.seq === seq) return record;
    // Set aside, so that the item is processed again.
    await moveIfPresent(path, `${path}.damaged-${Date.now()}`);
    return undefined;
  }

  return {
    read,
    putIfAbsent(record, run = 0) {
      const { batch_id: batchId, seq } = record;
      const [path, scratch] = [paths.result(batchId, run, seq), paths.scratch(batchId)];
      return inRunFolder(paths, batchId, scratch, () =>
        reserve.spend(() => putIfAbsent(path, encodeRecord(record), scratch)),
      );
    },
    async newest(batchId, seq, run, from = 0) {
      for (let each = run; each >= from; each -= 1) {
        const record = await read(batchId, seq, each);
        if (record !== undefined) return record;
      }
      return undefined;
    },
    async earlier(batchId, seq) {
      const runs: number[] = [];
      for await (const run of eachName(paths.earlierShard(batchId, seq), (name) => runOf(name, seq))) runs.push(run);
      const texts = runs
        .toSorted((a, b) => a - b)
        .map((corrected_in) => readIfPresent(paths.earlierResult(batchId, { seq, corrected_in })));
      return (await Promise.all(texts)).flatMap((text) => (text && decodeRecord(text)) || []);
    },
    sync: (batchId, seq, run = 0) => syncDir(paths.resultShard(batchId, run, seq)),
  };
}

/** The run that had brought the file of an earlier result of an item, from the name of that result. */
function runOf(name: string, seq: number): number | undefined {
  const [item, run] = name.split(".");
  return Number(item) === seq ? Number(run) : undefined;
}
