import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { sessionStore } from "../../browser/storage.ts";

/** Reason and comment of the decision that is being made. */
export interface Remarks {
  reason: string | null;
  note: string | null;
}

/** What is written about an image and not sent yet, with the version of the review that it was written beside. */
export interface WrittenRemarks extends Remarks {
  version: number;
}
/** By seq. */
type Written = ReadonlyMap<number, WrittenRemarks>;

const keyOf = (id: BatchId): string => `symphony.remarks.${id}`;

/** Kept by the tab: neither closing the viewer nor a reload loses it. @returns it, and what changes that of an image */
export function useWritten(id: BatchId): [written: Written, write: (seq: number, remarks?: WrittenRemarks) => void] {
  const [written, setWritten] = useState<Written>(() => readWritten(id));
  const write = (seq: number, remarks?: WrittenRemarks): void =>
    setWritten((before) => {
      const after = new Map(before);
      if (remarks === undefined) after.delete(seq);
      else after.set(seq, remarks);
      sessionStore.write(keyOf(id), after.size === 0 ? undefined : JSON.stringify([...after]));
      return after;
    });
  return [written, write];
}

function readWritten(id: BatchId): Written {
  try {
    return new Map(JSON.parse(sessionStore.read(keyOf(id)) ?? "[]") as Array<[number, WrittenRemarks]>);
  } catch {
    return new Map();
  }
}
