import { createHash } from "node:crypto";
import pLimit from "p-limit";
import { createUniqueNames } from "../fs/safe-name.ts";
import type { WrittenFile } from "../fs/write-file.ts";
import type { StagedFile } from "../port.ts";
import type { Item, ItemKind } from "./manifest.ts";

/** Files being written or synced at once. The next one waits unread, which slows its sender down. */
const FILES_IN_FLIGHT = 16;

/** The items of a staging in the order of the calls, those still being written included. */
export interface ItemSlots {
  readonly count: number;
  readonly kind: ItemKind;
  /** Takes the next place, whatever comes of it. */
  add(name: string, write: (stored: string) => Promise<WrittenFile>): Promise<void>;
  addUrl(url: string): void;
  /** Makes `settle` wait for a write. */
  track<T>(work: Promise<T>): Promise<T>;
  files(): StagedFile[];
  /** The file that one call added, by its place among the calls. @throws when there is none */
  fileAt(index: number): Omit<Item, "seq"> & { stored: string };
  fingerprint(): string;
  items(): Item[];
  /** Begins no more writes, and waits for those in progress. */
  settle(): Promise<void>;
}

export function createItemSlots(): ItemSlots {
  const uniqueName = createUniqueNames();
  const limit = pLimit({ concurrency: FILES_IN_FLIGHT, rejectOnClear: true });
  const slots: Array<Omit<Item, "seq"> | undefined> = [];
  const writing = new Set<Promise<unknown>>();
  let failed = 0;
  const filled = () => slots.filter((slot) => slot !== undefined);
  const track = <T>(work: Promise<T>): Promise<T> => {
    writing.add(work);
    return work.finally(() => writing.delete(work));
  };

  return {
    get kind() {
      return slots.find((slot) => slot !== undefined)?.stored === undefined ? "urls" : "files";
    },
    get count() {
      return slots.length - failed;
    },
    async add(name, write) {
      const slot = slots.push(undefined) - 1;
      const stored = uniqueName(name);
      try {
        slots[slot] = { name, stored, ...(await track(limit(() => write(stored)))) };
      } catch (error) {
        failed += 1;
        throw error;
      }
    },
    addUrl: (url) => void slots.push({ name: url }),
    track,
    files: () =>
      slots.flatMap((slot, index) =>
        slot?.stored === undefined ? [] : [{ index, name: slot.name, size: slot.size ?? 0, sha256: slot.sha256 }],
      ),
    fileAt(index) {
      const slot = slots[index];
      if (slot?.stored === undefined) throw new Error(`nothing is staged at ${index}`);
      return { ...slot, stored: slot.stored };
    },
    fingerprint() {
      const lines = filled().map(({ name, sha256 }) => JSON.stringify([name, sha256]));
      return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
    },
    items: () => filled().map((slot, seq) => ({ seq, ...slot })),
    async settle() {
      limit.clearQueue();
      await Promise.allSettled(writing);
    },
  };
}
