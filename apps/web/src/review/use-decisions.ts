import type { BatchId, Decision, Review } from "@symphony/contract";
import { useRef, useState } from "react";
import { announceToScreenReader } from "../browser/live-region.ts";
import { t } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import { useSession } from "../state/use-session.ts";
import type { Copies } from "../state/items/copies.ts";
import { decide, decideTogether } from "./decide.ts";

export type Verdict = Review["verdict"];

/** Decisions that can be undone. */
const UNDO_MAX = 1_000;

/** A decision that was made, and what was decided before about its image and the copies of it. */
interface Made {
  seq: number;
  before: Decision;
  ofCopies: ReadonlyMap<number, Decision>;
}

export interface Decisions {
  busy: boolean;
  error: string | undefined;
  canUndo: boolean;
  /** @returns whether the server has the decision */
  decide(item: Item, decision: Decision): Promise<boolean>;
  /** Puts back what was there before the last decision. @returns the seq of its item */
  undo(): Promise<number | undefined>;
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
  const send = async (item: Item, decision: Decision, others: Others, said: string): Promise<boolean> => {
    // One decision at a time: a second click must not decide about the next image too.
    if (running.current || item.result === undefined) return false;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      own.current = { seq: item.seq, version: await decide(id, store, item, decision) };
      for (const each of others) await decideTogether(id, each.seqs, each.decision);
      announceToScreenReader(said);
      return true;
    } catch (failure) {
      setError((failure as Error).message);
      return false;
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
      if (!(await send(item, decision, others, saidOf(decision)))) return false;
      made.current = [...made.current, { seq: item.seq, before, ofCopies }].slice(-UNDO_MAX);
      return true;
    },
    async undo() {
      const last = made.current.at(-1);
      const item = last === undefined ? undefined : store.items()[last.seq];
      if (
        last === undefined ||
        item === undefined ||
        !(await send(item, last.before, together(last.ofCopies), t("review.undone")))
      )
        return undefined;
      made.current = made.current.slice(0, -1);
      return last.seq;
    },
  };
}

/** Images that get the same decision. */
type Others = ReadonlyArray<{ seqs: readonly number[]; decision: Decision }>;

function together(decisions: ReadonlyMap<number, Decision>): Others {
  const groups = new Map<string, { seqs: number[]; decision: Decision }>();
  for (const [seq, decision] of decisions) {
    const key = JSON.stringify(decision);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { seqs: [seq], decision });
    else group.seqs.push(seq);
  }
  return [...groups.values()];
}

const saidOf = ({ verdict }: Decision): string =>
  t("review.said", { verdict: verdict === null ? t("review.nothing") : verdictLabel(verdict) });

/** What is decided about an item now, as it is sent. */
function decisionOf({ result }: Item): Decision {
  const { verdict = null, reason = null, note = null, box, by_rule } = result?.Review ?? {};
  return { verdict, reason, note, ...(box !== undefined && { box }), ...(by_rule !== undefined && { by_rule }) };
}
