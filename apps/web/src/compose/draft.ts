import type { LeftOut } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { addFiles, NO_PICKS, removeFile } from "../upload/pick-files.ts";
import type { Incoming, Picks } from "../upload/pick-files.ts";
import { urlsFromCsv, urlsFromText } from "../upload/url-list.ts";

export type Kind = "files" | "urls";

/** The batch being put together: files or addresses, never both, because one request carries either. */
export interface Draft {
  kind: Signal<Kind>;
  picks: Signal<Picks>;
  /** The text of the address box, as typed. */
  urlText: Signal<string>;
  /** Rows of .csv files left out while they were read into the box. */
  urlLeftOut: Signal<readonly LeftOut[]>;
  email: Signal<string>;
  add(incoming: readonly Incoming[]): Promise<void>;
  addUrlText(text: string): void;
  remove(name: string): void;
  clear(): void;
  leftOut(): readonly LeftOut[];
}

const LIST_FILE = /\.(txt|csv)$/i;

export function createDraft(): Draft {
  const kind = createSignal<Kind>("files");
  const picks = createSignal<Picks>(NO_PICKS);
  const urlText = createSignal("");
  const urlLeftOut = createSignal<readonly LeftOut[]>([]);
  const email = createSignal("");

  const addUrlText = (text: string): void => {
    kind.set("urls");
    urlText.set([urlText.get().trimEnd(), text.trim()].filter((part) => part !== "").join("\n"));
  };

  const addList = async (file: File): Promise<void> => {
    const text = await file.text();
    if (!/\.csv$/i.test(file.name)) return addUrlText(text);
    const list = urlsFromCsv(text);
    urlLeftOut.set([...urlLeftOut.get(), ...list.leftOut]);
    addUrlText(list.urls.join("\n"));
  };

  return {
    kind,
    picks,
    urlText,
    urlLeftOut,
    email,
    addUrlText,
    async add(incoming) {
      const lists = incoming.filter(({ file, path }) => LIST_FILE.test(file.name) && !path.replace(/^\.?\//, "").includes("/"));
      const files = incoming.filter((each) => !lists.includes(each));
      if (files.length > 0) {
        kind.set("files");
        picks.set(addFiles(picks.get(), files));
      }
      for (const { file } of lists) await addList(file);
    },
    remove: (name) => picks.set(removeFile(picks.get(), name)),
    clear() {
      picks.set(NO_PICKS);
      urlText.set("");
      urlLeftOut.set([]);
    },
    leftOut: () => (kind.get() === "files" ? picks.get().leftOut : [...urlLeftOut.get(), ...urlsFromText(urlText.get()).leftOut]),
  };
}
