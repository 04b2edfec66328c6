import type { BatchId, BoundingBox, Review } from "@symphony/contract";
import { useRef } from "react";
import { othersOf } from "../state/items/copies.ts";
import type { Copies } from "../state/items/copies.ts";
import type { Item } from "../state/results-store.ts";
import { isLookedAt, isReviewed } from "./is-reviewed.ts";
import { useWritten } from "./remarks/use-written.ts";
import type { Remarks } from "./remarks/use-written.ts";
import { useDecisions } from "./use-decisions.ts";
import type { Verdict } from "./use-decisions.ts";

const remarksOf = (review: Review | null): Remarks => ({ reason: review?.reason ?? null, note: review?.note ?? null });
const trimmed = ({ reason, note }: Remarks): Remarks => ({ reason, note: note?.trim() || null });

const isSame = (a: Remarks, b: Remarks): boolean => a.reason === b.reason && (a.note ?? "") === (b.note ?? "");

/** Decides about the images of a list by keys and buttons; after each decision the next open image is shown. */
export function useDeciding(
  id: BatchId,
  items: readonly Item[],
  index: number,
  onIndex: (index: number) => void,
  copies: Copies,
  isSpotCheck: boolean,
) {
  const decisions = useDecisions(id, copies);
  const item = items[index];
  const review = item?.result?.Review ?? null;
  const [written, write] = useWritten(id);
  const version = item?.result?.Review_Version ?? 0;
  const own = item && written.get(item.seq);
  // What somebody else has said since must not be hidden, or overwritten unseen.
  const remarks = own !== undefined && own.version >= version ? own : remarksOf(review);
  const [reasonField, noteField] = [useRef<HTMLSelectElement>(null), useRef<HTMLInputElement>(null)];

  const onDecide = async (verdict: Verdict, box?: BoundingBox): Promise<void> => {
    // Who says Valid once more, with a note perhaps, still sees the mark where it was shown.
    const shown = box ?? (verdict === "Valid" ? review?.box : undefined);
    const decision = { verdict, ...trimmed(remarks), ...(shown !== undefined && { box: shown }) };
    if (item === undefined || !(await decisions.decide(item, decision))) return;
    write(item.seq);
    const isDone = isSpotCheck ? isLookedAt : isReviewed;
    const isOpen = ({ seq, result }: Item): boolean => seq !== item.seq && !isDone(result);
    const next = items.findIndex((each, i) => i > index && isOpen(each));
    if (next >= 0) onIndex(next);
    else if (index < items.length - 1) onIndex(index + 1);
  };
  /** What is said of an image that is decided already is sent without going on to the next one. */
  const onRemarked = async (): Promise<void> => {
    const { reason, note } = trimmed(remarks);
    if (item === undefined || review === null || (reason === review.reason && note === review.note)) return;
    const decision = { verdict: review.verdict, reason, note, ...(review.box !== undefined && { box: review.box }) };
    if (await decisions.decide(item, decision)) write(item.seq);
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
    /** @returns whether the key decides something; held down it does so once, not about images that nobody has seen */
    onKey({ key, repeat }: React.KeyboardEvent): boolean {
      if (!repeat) keys[key]?.();
      return keys[key] !== undefined;
    },
    /** The mark is there, in a place that the machine did not find. */
    onDraw: (box: BoundingBox) => void onDecide("Valid", box),
    bar: {
      others: item === undefined ? 0 : othersOf(copies, item.seq),
      decisions,
      remarks,
      areWaiting: review === null && Object.values(trimmed(remarks)).some((each) => each !== null),
      onRemarks: (next: Remarks) =>
        item && write(item.seq, isSame(next, remarksOf(review)) ? undefined : { ...next, version }),
      onRemarked: () => void onRemarked(),
      onDecide: (verdict: Verdict) => void onDecide(verdict),
      onUndo: () => void onUndo(),
      reasonField,
      noteField,
    },
  };
}
