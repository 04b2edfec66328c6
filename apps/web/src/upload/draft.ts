import type { LeftOut } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { DELIVERED_LIMITS } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { addFiles, NO_PICKS, removeFile } from "./pick-files.ts";
import type { Picks } from "./pick-files.ts";
import { readSizes } from "./read-sizes.ts";
import type { Source } from "./send-batch.ts";
import { urlsFromText } from "./url-list.ts";
import { isListFile, readListFile } from "./list-file.ts";
import type { ListFile } from "./list-file.ts";

export type Kind = "files" | "urls";

type Chosen = ReadonlyArray<{ file: File; path: string }>;

/** The batch being put together: files or addresses, never both, because one request carries either. */
export interface Draft {
  kind: Signal<Kind>;
  picks: Signal<Picks>;
  /** The text of the address box, as typed. */
  urlText: Signal<string>;
  /** Rows of .csv files left out while they were read into the box. */
  urlLeftOut: Signal<readonly LeftOut[]>;
  email: Signal<string>;
  /** How many files are being looked at right now. */
  reading: Signal<number>;
  add(chosen: Chosen): Promise<void>;
  addUrlText(text: string): void;
  remove(name: string): void;
  clear(kind: Kind): void;
  /** Takes out what was sent; what came meanwhile stays. */
  clearSent(source: Source): void;
  leftOut(kind: Kind): readonly LeftOut[];
}

/** @param limits asked for each time: the server says a moment after the page came what it takes */
export function createDraft(limits: () => Limits = () => DELIVERED_LIMITS): Draft {
  const kind = createSignal<Kind>("files");
  const picks = createSignal<Picks>(NO_PICKS);
  const urlText = createSignal("");
  const urlLeftOut = createSignal<readonly LeftOut[]>([]);
  const email = createSignal("");
  const reading = createSignal(0);

  const addUrlText = (text: string): void => {
    kind.set("urls");
    urlText.set([urlText.get().trimEnd(), text.trim()].filter((part) => part !== "").join("\n"));
  };

  const addPhotos = async (files: Chosen): Promise<void> => {
    kind.set("files");
    reading.set(reading.get() + files.length);
    const incoming = await readSizes(files);
    reading.set(reading.get() - files.length);
    picks.set(addFiles(picks.get(), incoming, limits()));
  };

  /** @param alone whether no other files came along: they are not to be hidden behind the addresses */
  const addLists = async (files: Chosen, alone: boolean): Promise<void> => {
    const lists = await Promise.all(files.map(({ file }) => readListFile(file, limits())));
    const taken = alone ? lists.filter(({ hasUrls }) => hasUrls) : [];
    for (const { text, leftOut } of taken) {
      addUrlText(text);
      urlLeftOut.set([...urlLeftOut.get(), ...leftOut]);
    }
    leaveOut(lists.filter((each) => !taken.includes(each)).map(nameUnused));
  };

  const leaveOut = (entries: readonly LeftOut[]): void => {
    if (kind.get() === "urls") urlLeftOut.set([...urlLeftOut.get(), ...entries]);
    else picks.set({ ...picks.get(), leftOut: [...picks.get().leftOut, ...entries] });
  };

  const clear = (side: Kind): void => {
    if (side === "files") return picks.set(NO_PICKS);
    urlText.set("");
    urlLeftOut.set([]);
  };

  const clearSent = (source: Source): void => {
    if (source.kind === "files") {
      const sent = new Set(source.picked);
      return picks.set({ picked: picks.get().picked.filter((each) => !sent.has(each)), leftOut: [] });
    }
    const sent = new Set(source.urls);
    if (urlsFromText(urlText.get(), limits()).urls.every((url) => sent.has(url))) clear("urls");
  };

  return {
    kind,
    picks,
    urlText,
    urlLeftOut,
    email,
    reading,
    addUrlText,
    async add(chosen) {
      const lists = chosen.filter(isListFile);
      const files = chosen.filter((each) => !isListFile(each));
      if (files.length > 0) await addPhotos(files);
      if (lists.length > 0) await addLists(lists, files.length === 0);
    },
    remove: (name) => picks.set(removeFile(picks.get(), name)),
    clear,
    clearSent,
    leftOut: (side) =>
      side === "files" ? picks.get().leftOut : [...urlLeftOut.get(), ...urlsFromText(urlText.get(), limits()).leftOut],
  };
}

const nameUnused = ({ name, hasUrls }: ListFile): LeftOut => ({
  name,
  reason: hasUrls ? "a list of web addresses is a batch of its own: choose it by itself" : "no web address in it",
});
