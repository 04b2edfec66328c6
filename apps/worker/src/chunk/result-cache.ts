import type { BatchManifest, Item, ResultRecord } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { ResultIndex } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { Inspector } from "../inference/inspector.ts";
import { cachedRecord } from "./result-record.ts";

/** A look-up that takes longer than this costs more than it may save. */
const FIND_WAIT_MS = 500;

/** An image that may have been judged before. */
export interface Asked {
  manifest: BatchManifest;
  run: number;
  threshold: number | undefined;
  item: Item;
}

export interface ResultCache {
  /**
   * The row of an image, made from that of the same file where there is one, or else by judging it. Of the same
   * file in several hands of this worker one is judged, and the others wait for its row.
   */
  answer<T>(
    asked: Asked,
    inspector: () => Promise<ResultRecord | T>,
    commit: (record: ResultRecord) => Promise<void>,
  ): Promise<ResultRecord | T>;
}

export interface ResultCacheDeps {
  store: BatchStore;
  /** Undefined: every image is judged. */
  answers: ResultIndex | undefined;
  inspector: Pick<Inspector, "fingerprint">;
  onError(error: unknown): void;
}

/**
 * Same image, same answer: what a cascade says depends on the bytes, the cascade and its thresholds alone, so a
 * file seen before under the same ones need not be judged again. Only the place of a row is remembered; the row
 * itself is read from disk, and where it is gone the image is judged.
 */
export function createResultCache(deps: ResultCacheDeps): ResultCache {
  const { answers, inspector: judging, onError } = deps;
  const inHand = new Map<string, Promise<void>>();
  const judgedBy = ({ threshold }: Asked): string => `${judging.fingerprint}:${threshold ?? ""}`;

  return {
    async answer(asked, inspector, commit) {
      const { sha256 } = asked.item;
      const judgeAndCommit = async () => {
        const record = await inspector();
        if (isRow(record)) await commit(record);
        return record;
      };
      if (sha256 === undefined || answers === undefined) return judgeAndCommit();

      const work = async () => {
        const by = judgedBy(asked);
        const known = await recall(deps, answers, asked, sha256, by).catch(onError);
        if (known !== undefined) {
          await commit(known);
          return known;
        }
        const record = await judgeAndCommit();
        // The judge's process may have started anew, with another cascade, in between.
        if (isRow(record) && by === judgedBy(asked)) await learn(answers, asked, sha256, by, record).catch(onError);
        return record;
      };
      const key = `${sha256}:${judgedBy(asked)}`;
      for (let other = inHand.get(key); other !== undefined; other = inHand.get(key)) await other;
      const working = work();
      inHand.set(
        key,
        working.then(
          () => undefined,
          () => undefined,
        ),
      );
      return working.finally(() => inHand.delete(key));
    },
  };
}

async function recall(
  { store, onError }: ResultCacheDeps,
  answers: ResultIndex,
  { manifest, item }: Asked,
  sha256: string,
  by: string,
): Promise<ResultRecord | undefined> {
  const place = await withinMs(FIND_WAIT_MS, answers.find(sha256, by));
  const source = place && (await store.results.read(place.batchId, place.seq, place.run));
  if (source === undefined || source.result.Is_Valid === "Error") return undefined;
  await store.shareThumbnail(source, manifest.batch_id, item.seq).catch(onError);
  return cachedRecord({ manifest, item }, source);
}

async function learn(
  answers: ResultIndex,
  { manifest, run, item }: Asked,
  sha256: string,
  by: string,
  record: ResultRecord,
): Promise<void> {
  // A single check is removed as soon as it is answered.
  if (manifest.single || record.result.Is_Valid === "Error") return;
  await answers.remember(sha256, by, { batchId: manifest.batch_id, run, seq: item.seq });
}

const isRow = (value: unknown): value is ResultRecord => typeof value === "object" && value !== null && "seq" in value;
