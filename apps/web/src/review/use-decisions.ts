import type { BatchId, Decision, Review } from "@symphony/contract";
import { useRef, useState } from "react";
import { announceToScreenReader } from "../browser/live-region.ts";
import { t } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";
import { useSession } from "../state/use-session.ts";
import { decide } from "./decide.ts";

export type Verdict = Review["verdict"];

/** Decisions that can be undone. */
const UNDO_MAX = 1_000;

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
export function useDecisions(id: BatchId): Decisions {
  const store = useSession().results(id);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const made = useRef<Array<{ seq: number; before: Decision }>>([]);
  const running = useRef(false);

  const send = async (item: Item, decision: Decision, said: string): Promise<boolean> => {
    // A key that is held down must not decide about the next image too.
    if (running.current || item.result === undefined) return false;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await decide(id, store, item, decision);
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
    async decide(item, decision) {
      const before = decisionOf(item);
      if (!(await send(item, decision, saidOf(decision)))) return false;
      made.current = [...made.current, { seq: item.seq, before }].slice(-UNDO_MAX);
      return true;
    },
    async undo() {
      const last = made.current.at(-1);
      const item = last === undefined ? undefined : store.items()[last.seq];
      if (last === undefined || item === undefined || !(await send(item, last.before, t("review.undone"))))
        return undefined;
      made.current = made.current.slice(0, -1);
      return last.seq;
    },
  };
}

const saidOf = ({ verdict }: Decision): string =>
  t("review.said", { verdict: verdict === null ? t("review.nothing") : verdictLabel(verdict) });

/** What is decided about an item now, as it is sent. */
function decisionOf({ result }: Item): Decision {
  const { verdict = null, reason = null, note = null } = result?.Review ?? {};
  return { verdict, reason, note };
}
