import type { BatchStore } from "@symphony/batch-store";
import type { Accepted, Item, Row } from "@symphony/contract";
import type { Answers } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { Judge } from "./judge/open-judge.ts";
import { sameRow } from "./row.ts";

/** A look-up that takes longer than this costs more than it may save. */
const FIND_WAIT_MS = 500;

/** An image that may have been judged before. */
export interface Asked {
  accepted: Accepted;
  generation: number;
  threshold: number | undefined;
  item: Item;
}

export interface AnswerBook {
  /**
   * The row of an image, made from that of the same file where there is one, or else by judging it. Of the same
   * file in several hands of this worker one is judged, and the others wait for its row.
   */
  answer<T>(asked: Asked, judge: () => Promise<Row | T>, commit: (row: Row) => Promise<void>): Promise<Row | T>;
}

export interface AnswerBookDeps {
  store: BatchStore;
  /** Undefined: every image is judged. */
  answers: Answers | undefined;
  judge: Pick<Judge, "fingerprint">;
  onError(error: unknown): void;
}

/**
 * Same image, same answer: what a cascade says depends on the bytes, the cascade and its thresholds alone, so a
 * file seen before under the same ones need not be judged again. Only the place of a row is remembered; the row
 * itself is read from disk, and where it is gone the image is judged.
 */
export function createAnswerBook(deps: AnswerBookDeps): AnswerBook {
  const { answers, judge: judging, onError } = deps;
  const inHand = new Map<string, Promise<void>>();
  const judgedBy = ({ threshold }: Asked): string => `${judging.fingerprint}:${threshold ?? ""}`;

  return {
    async answer(asked, judge, commit) {
      const { sha256 } = asked.item;
      const judgeAndCommit = async () => {
        const row = await judge();
        if (isRow(row)) await commit(row);
        return row;
      };
      if (sha256 === undefined || answers === undefined) return judgeAndCommit();

      const work = async () => {
        const by = judgedBy(asked);
        const known = await recall(deps, answers, asked, sha256, by).catch(onError);
        if (known !== undefined) {
          await commit(known);
          return known;
        }
        const row = await judgeAndCommit();
        // The judge's process may have started anew, with another cascade, in between.
        if (isRow(row) && by === judgedBy(asked)) await learn(answers, asked, sha256, by, row).catch(onError);
        return row;
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
  { store, onError }: AnswerBookDeps,
  answers: Answers,
  { accepted, item }: Asked,
  sha256: string,
  by: string,
): Promise<Row | undefined> {
  const place = await withinMs(FIND_WAIT_MS, answers.find(sha256, by));
  const source = place && (await store.rows.read(place.batchId, place.seq, place.generation));
  if (source === undefined || source.result.Is_Valid === "Error") return undefined;
  await store.shareThumbnail(source, accepted.batch_id, item.seq).catch(onError);
  return sameRow({ accepted, item }, source);
}

async function learn(
  answers: Answers,
  { accepted, generation, item }: Asked,
  sha256: string,
  by: string,
  row: Row,
): Promise<void> {
  // A single check is removed as soon as it is answered.
  if (accepted.single || row.result.Is_Valid === "Error") return;
  await answers.remember(sha256, by, { batchId: accepted.batch_id, generation, seq: item.seq });
}

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && "seq" in value;
