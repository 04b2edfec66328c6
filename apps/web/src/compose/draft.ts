import type { LeftOut } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { addFiles, NO_PICKS, removeFile } from "../upload/pick-files.ts";
import type { Picks } from "../upload/pick-files.ts";
import { readSizes } from "../upload/read-sizes.ts";
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
  /** How many files are being looked at right now. */
  reading: Signal<number>;
  add(files: ReadonlyArray<{ file: File; path: string }>): Promise<void>;
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
  const reading = createSignal(0);

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
    reading,
    addUrlText,
    async add(chosen) {
      const isList = ({ file, path }: { file: File; path: string }): boolean => LIST_FILE.test(file.name) && !path.replace(/^\.?\//, "").includes("/");
      const lists = chosen.filter(isList);
      const files = chosen.filter((each) => !isList(each));
      if (files.length > 0) {
        kind.set("files");
        reading.set(reading.get() + files.length);
        const incoming = await readSizes(files);
        reading.set(reading.get() - files.length);
        picks.set(addFiles(picks.get(), incoming));
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
