import type { BatchId, BoundingBox } from "@symphony/contract";
import { useEffect, useRef, useState } from "react";
import { othersOf } from "../state/items/copies.ts";
import type { Copies } from "../state/items/copies.ts";
import type { Item } from "../state/results-store.ts";
import type { Remarks } from "./decision-bar.tsx";
import { useDecisions } from "./use-decisions.ts";
import type { Verdict } from "./use-decisions.ts";

const NO_REMARKS: Remarks = { reason: null, note: null };

/** Decides about the images of a list by keys and buttons; after each decision the next open image is shown. */
export function useDeciding(
  id: BatchId,
  items: readonly Item[],
  index: number,
  onIndex: (index: number) => void,
  copies: Copies,
) {
  const decisions = useDecisions(id, copies);
  const item = items[index];
  const review = item?.result?.Review ?? NO_REMARKS;
  const [remarks, setRemarks] = useState<Remarks>(NO_REMARKS);
  useEffect(() => setRemarks({ reason: review.reason, note: review.note }), [item?.seq, review.reason, review.note]);
  const [reasonField, noteField] = [useRef<HTMLSelectElement>(null), useRef<HTMLInputElement>(null)];

  const onDecide = async (verdict: Verdict, box?: BoundingBox): Promise<void> => {
    // Who says Valid once more, with a note perhaps, still sees the mark where it was shown.
    const shown = box ?? (verdict === "Valid" ? item?.result?.Review?.box : undefined);
    const decision = { verdict, ...remarks, ...(shown !== undefined && { box: shown }) };
    if (item === undefined || !(await decisions.decide(item, decision))) return;
    const isOpen = ({ seq, result }: Item): boolean => seq !== item.seq && result?.Review == null;
    const next = items.findIndex((each, i) => i > index && isOpen(each));
    if (next >= 0) onIndex(next);
    else if (index < items.length - 1) onIndex(index + 1);
  };
  const onUndo = async (): Promise<void> => {
    const seq = await decisions.undo();
    const at = items.findIndex((each) => each.seq === seq);
    if (at >= 0) onIndex(at);
  };
  const keys: Partial<Record<string, () => void>> = {
    y: () => void onDecide("Valid"),
    n: () => void onDecide("Invalid"),
    u: () => void onUndo(),
    r: () => reasonField.current?.focus(),
    c: () => noteField.current?.focus(),
  };
  return {
    /** @returns whether the key decides something */
    onKey(key: string): boolean {
      keys[key]?.();
      return keys[key] !== undefined;
    },
    /** The mark is there, in a place that the machine did not find. */
    onDraw: (box: BoundingBox) => void onDecide("Valid", box),
    bar: {
      others: item === undefined ? 0 : othersOf(copies, item.seq),
      decisions,
      remarks,
      onRemarks: setRemarks,
      onDecide: (verdict: Verdict) => void onDecide(verdict),
      onUndo: () => void onUndo(),
      reasonField,
      noteField,
    },
  };
}
