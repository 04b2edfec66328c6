import { t } from "../browser/language/text.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { createSignal } from "../browser/signal.ts";
import type { Signal } from "../browser/signal.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { isListFile, readListFile } from "./lists/list-file.ts";
import type { ListFile } from "./lists/list-file.ts";
import { addFiles, NO_PICKS, removeFile } from "./pick-files.ts";
import type { Picked, Picks } from "./pick-files.ts";
import { readSizes } from "./read-sizes.ts";
import type { Source } from "./send-batch.ts";
import { urlsFromText } from "./lists/url-list.ts";

export type Kind = "files" | "urls";

type Added = ReadonlyArray<{ file: File; path: string }>;

/** As people count: `cooler-2.jpg` before `cooler-10.jpg`. A browser lists a folder in the order of the disk. */
const NATURAL_ORDER = new Intl.Collator(undefined, { numeric: true });

/** The batch that is being put together: files or URLs, never both, because a request carries only one of them. */
export interface Draft {
  kind: Signal<Kind>;
  picks: Signal<Picks>;
  /** The text of the URL box, as typed. */
  urlText: Signal<string>;
  /** Lines of .csv files that were skipped when the file was read into the box. */
  urlSkipped: Signal<readonly SkippedFile[]>;
  email: Signal<string>;
  /** What people call the batch, and whose images it has. */
  title: Signal<string>;
  supplier: Signal<string>;
  /** Names of the brands to look for; empty: that of the installation. */
  brands: Signal<readonly string[]>;
  /** How many files are being read right now. */
  reading: Signal<number>;
  add(added: Added): Promise<void>;
  addUrlText(text: string): void;
  remove(name: string): void;
  clear(kind: Kind): void;
  /** Takes out what is being sent: a next batch starts empty, and what was added since then stays. */
  takeOut(source: Source): void;
  /** Puts back what was not sent after all, before what was added since then. */
  putBack(source: Source): void;
  /** The server has what was taken out. */
  forgetSent(): void;
  /** The files that are taken out and may have to be put back. */
  sending(): readonly Picked[];
  /** Puts in files of an earlier visit. @returns false when others were picked meanwhile */
  restore(picked: readonly Picked[]): boolean;
  skipped(kind: Kind): readonly SkippedFile[];
}

/** What is taken out beside the files or URLs that are sent. */
interface Taken {
  title: string;
  /** What was left out. */
  skipped: readonly SkippedFile[];
  /** The text of the URL box. */
  text: string;
}
const NOTHING_TAKEN: Taken = { title: "", skipped: [], text: "" };

/** @param limits called on each use, because the page reads them from the server after it has started */
export function createDraft(limits: () => Limits = () => DEFAULT_LIMITS): Draft {
  const kind = createSignal<Kind>("files");
  const picks = createSignal<Picks>(NO_PICKS);
  const urlText = createSignal("");
  const urlSkipped = createSignal<readonly SkippedFile[]>([]);
  const email = createSignal("");
  const [title, supplier] = [createSignal(""), createSignal("")];
  const brands = createSignal<readonly string[]>([]);
  const reading = createSignal(0);
  let sending: readonly Picked[] = [];
  let taken = NOTHING_TAKEN;

  // What was left out of a list goes with the addresses that were found in it.
  urlText.subscribe(() => {
    if (urlText.get().trim() === "") urlSkipped.set([]);
  });

  const addUrlText = (text: string): void => {
    kind.set("urls");
    urlText.set([urlText.get().trimEnd(), text.trim()].filter((part) => part !== "").join("\n"));
  };

  const addPhotos = async (files: Added): Promise<void> => {
    kind.set("files");
    reading.set(reading.get() + files.length);
    const incoming = await readSizes(files.toSorted((a, b) => NATURAL_ORDER.compare(a.path, b.path)));
    reading.set(reading.get() - files.length);
    picks.set(addFiles(picks.get(), incoming, limits()));
  };

  /** @param alone whether no photos were added with the lists; photos are not hidden behind the URL box */
  const addLists = async (files: Added, alone: boolean): Promise<void> => {
    const lists = await Promise.all(files.map(({ file }) => readListFile(file, limits())));
    const used = alone ? lists.filter(({ problem }) => problem === undefined) : [];
    for (const { text, skipped } of used) {
      addUrlText(text);
      urlSkipped.set([...urlSkipped.get(), ...skipped]);
    }
    skip(lists.filter((each) => !used.includes(each)).map(reasonNotUsed));
  };

  const skip = (files: readonly SkippedFile[]): void => {
    if (kind.get() === "urls") urlSkipped.set([...urlSkipped.get(), ...files]);
    else picks.set({ ...picks.get(), skipped: [...picks.get().skipped, ...files] });
  };

  const clear = (side: Kind): void => {
    if (side === "files") return picks.set(NO_PICKS);
    urlText.set("");
    urlSkipped.set([]);
  };

  const takeFiles = (sent: readonly Picked[]): Omit<Taken, "title"> | undefined => {
    sending = sent;
    const all = new Set(sent);
    const { picked, skipped } = picks.get();
    const left = picked.filter((each) => !all.has(each));
    if (left.length === picked.length) return undefined;
    picks.set({ picked: left, skipped: [] });
    return { skipped, text: "" };
  };

  const takeUrls = (sent: ReadonlySet<string>): Omit<Taken, "title"> | undefined => {
    const [text, skipped] = [urlText.get(), urlSkipped.get()];
    const { urls } = urlsFromText(text, limits());
    if (urls.length === 0 || !urls.every((url) => sent.has(url))) return undefined;
    clear("urls");
    return { skipped, text };
  };

  const takeOut = (source: Source): void => {
    const now = source.kind === "files" ? takeFiles(source.picked) : takeUrls(new Set(source.urls));
    // Without anything that was sent, title and left-out files belong to the next batch.
    if (now === undefined) return;
    taken = { ...now, title: title.get() };
    // The next batch is often of the same supplier.
    title.set("");
  };

  const putBack = (source: Source): void => {
    sending = [];
    const before = taken;
    taken = NOTHING_TAKEN;
    if (title.get() === "") title.set(before.title);
    kind.set(source.kind);
    if (source.kind === "urls") return putBackUrls(source.urls, before);
    const { picked, skipped } = picks.get();
    const names = new Set(source.picked.map(({ name }) => name));
    picks.set({
      picked: [...source.picked, ...picked.filter(({ name }) => !names.has(name))],
      skipped: [...before.skipped, ...skipped],
    });
  };

  const putBackUrls = (urls: readonly string[], before: Taken): void => {
    const text = urlText.get();
    const known = new Set(urlsFromText(text, limits()).urls);
    const missing = urls.filter((url) => !known.has(url));
    const isEmpty = text.trim() === "" && before.text !== "";
    urlText.set(isEmpty ? before.text : [...missing, text].filter((part) => part !== "").join("\n"));
    const ofText = isEmpty ? [] : urlsFromText(before.text, limits()).skipped;
    urlSkipped.set([...before.skipped, ...ofText, ...urlSkipped.get()]);
  };

  return {
    kind,
    picks,
    urlText,
    urlSkipped,
    email,
    title,
    supplier,
    brands,
    reading,
    addUrlText,
    async add(added) {
      const lists = added.filter(isListFile);
      const files = added.filter((each) => !isListFile(each));
      if (files.length > 0) await addPhotos(files);
      if (lists.length > 0) await addLists(lists, files.length === 0);
    },
    remove: (name) => picks.set(removeFile(picks.get(), name)),
    clear,
    takeOut,
    putBack,
    forgetSent() {
      sending = [];
      taken = NOTHING_TAKEN;
      // What keeps the files over a reload looks at them again.
      picks.set({ ...picks.get() });
    },
    sending: () => sending,
    restore(picked) {
      if (picks.get().picked.length > 0) return false;
      picks.set({ picked, skipped: [] });
      return true;
    },
    skipped: (side) =>
      side === "files" ? picks.get().skipped : [...urlSkipped.get(), ...urlsFromText(urlText.get(), limits()).skipped],
  };
}

const reasonNotUsed = ({ name, problem }: ListFile): SkippedFile => ({
  name,
  reason: problem ?? t("reason.listAlone"),
});
