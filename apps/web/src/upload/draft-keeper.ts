import { openFileStore } from "../browser/file-store.ts";
import type { FileStore } from "../browser/file-store.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import type { Draft } from "./draft.ts";
import { totalBytes } from "./pick-files.ts";
import type { Picked } from "./pick-files.ts";

/** The browser copies every file that it keeps. */
const FILES_MAX = 500;
const BYTES_MAX = 200 * 1024 * 1024;
/** Files come in many steps, and each write looks at all of them. */
const REST_MS = 300;

/** A picked file, and its place in the list. */
type Kept = Picked & { order: number };

export type DraftKept = "nothing" | "kept" | "restored" | "too much";

/**
 * Keeps picked files over a reload, also those of an upload that a reload interrupts, as long as they are few enough.
 *
 * @returns what became of them
 */
export function keepDraft(draft: Draft, store: FileStore<Kept> = openFileStore()): Signal<DraftKept> {
  const state = createSignal<DraftKept>("nothing");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restoring = true;

  const write = async (): Promise<void> => {
    const picked = [...draft.sending(), ...draft.picks.get().picked];
    const fits = picked.length <= FILES_MAX && totalBytes({ picked, skipped: [] }) <= BYTES_MAX;
    const values = fits ? picked.map((each, order): [string, Kept] => [keyOf(each), { ...each, order }]) : [];
    const written = await store.replace(new Map(values));
    if (picked.length === 0) state.set("nothing");
    else if (!fits || !written) state.set("too much");
    else if (state.get() !== "restored") state.set("kept");
  };
  const writeLater = (): void => {
    if (restoring) return;
    clearTimeout(timer);
    timer = setTimeout(() => void write(), REST_MS);
  };

  const restore = async (): Promise<void> => {
    const kept = [...(await store.readAll()).values()].toSorted((a, b) => a.order - b.order);
    restoring = false;
    if (kept.length > 0 && draft.restore(kept)) state.set("restored");
    writeLater();
  };

  draft.picks.subscribe(writeLater);
  void restore();
  return state;
}

const keyOf = ({ name, size, file }: Picked): string => `${name} ${size} ${file.lastModified}`;
