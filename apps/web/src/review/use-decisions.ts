import type { BatchId, Decision, Review } from "@symphony/contract";
import { useRef, useState } from "react";
import { announceToScreenReader } from "../browser/live-region.ts";
import { t } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import { useSession } from "../state/use-session.ts";
import type { Copies } from "../state/items/copies.ts";
import { ConflictError, decide, decideTogether } from "./decide.ts";
import { decisionOf, isStillOwn, together, versionOf, withoutLast } from "./made.ts";
import type { Made, Others } from "./made.ts";

export type Verdict = Review["verdict"];

/** Decisions that can be undone. */
const UNDO_MAX = 1_000;

export interface Decisions {
  busy: boolean;
  error: string | undefined;
  canUndo: boolean;
  /** @returns whether the server has the decision */
  decide(item: Item, decision: Decision): Promise<boolean>;
  /** Puts back what was there before the last decision, unless somebody else decided since. @returns the seq of its item */
  undo(): Promise<number | undefined>;
}

/** What became of a decision. */
interface Sent {
  /** Of the review; undefined when the image keeps what it had. */
  version?: number | undefined;
  /** Also when only the copies keep what they had. */
  failure?: unknown;
}

/** Sends the decisions of this viewer one by one and remembers what they replaced. */
export function useDecisions(id: BatchId, copies: Copies): Decisions {
  const store = useSession().results(id);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const made = useRef<Made[]>([]);
  const running = useRef(false);
  const own = useRef({ seq: -1, version: 0 });

  /** The page may not have rendered this viewer's own last decision yet; what others decided has to be seen first. */
  const withOwn = (item: Item): Item => {
    const newest = store.items()[item.seq];
    const isOwn = item.seq === own.current.seq && newest?.result?.Review_Version === own.current.version;
    return isOwn ? newest : item;
  };
  const isChecked = (seq: number): boolean => store.items()[seq]?.result !== undefined;
  const send = async (
    item: Item,
    decision: Decision,
    expected: number,
    others: Others,
    isUndo = false,
  ): Promise<Sent> => {
    // One decision at a time: a second click must not decide about the next image too.
    if (running.current || item.result === undefined) return {};
    running.current = true;
    setBusy(true);
    setError(undefined);
    let version: number | undefined;
    try {
      version = await decide(id, store, item, decision, expected, isUndo);
      own.current = { seq: item.seq, version };
      for (const each of others) await decideTogether(id, each.seqs, each.decision);
      announceToScreenReader(isUndo ? t("review.undone") : saidOf(decision));
      return { version };
    } catch (failure) {
      setError((failure as Error).message);
      return { version, failure };
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  return {
    busy,
    error,
    canUndo: made.current.length > 0,
    async decide(shown, decision) {
      const item = withOwn(shown);
      const before = decisionOf(item);
      const seqs = (copies.get(item.seq) ?? []).filter((seq) => seq !== item.seq && isChecked(seq));
      const ofCopies = new Map(seqs.map((seq) => [seq, decisionOf(store.items()[seq] as Item)]));
      // A box holds for the pixels of its own image: copies may have another size.
      const { box: _box, ...ofOthers } = decision;
      const others = seqs.length === 0 ? [] : [{ seqs, decision: ofOthers }];
      const replaced = versionOf(item);
      const { version, failure } = await send(item, decision, replaced, others);
      if (version === undefined) return false;
      const { seq } = item;
      made.current = [...made.current, { seq, before, replaced, version, decision, ofCopies }].slice(-UNDO_MAX);
      return failure === undefined;
    },
    async undo() {
      const last = made.current.at(-1);
      const item = last === undefined ? undefined : store.items()[last.seq];
      if (last === undefined || item === undefined || running.current) return undefined;
      const ofCopies = [...last.ofCopies].filter(([seq]) => isStillOwn(last, seq, store.items()[seq]));
      const { version, failure } = await send(item, last.before, last.version, together(ofCopies), true);
      // What somebody else decided since stays, and is shown.
      if (failure === undefined || failure instanceof ConflictError) {
        made.current = withoutLast(made.current, version);
        return last.seq;
      }
      // The next undo takes back what the copies still have.
      if (version !== undefined) made.current = [...made.current.slice(0, -1), { ...last, version }];
      return undefined;
    },
  };
}

const saidOf = ({ verdict }: Decision): string =>
  t("review.said", { verdict: verdict === null ? t("review.nothing") : verdictLabel(verdict) });
