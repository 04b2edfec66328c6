import { createSignal } from "../signal.ts";
import { localStore } from "../storage.ts";
import { en } from "./en/index.ts";
import type { Texts } from "./en/index.ts";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "symphony.language";

/** The language that is shown; components are made again when it changes. */
export const language = createSignal<Language>("en");

let texts: Texts = en;
export const currentTexts = (): Texts => texts;

/** Numbers and dates follow the browser's own kind of the language, British English for instance. */
export function currentLocale(preferred: readonly string[] = browserLanguages()): string {
  return preferred.find((each) => each.split("-")[0] === language.get()) ?? language.get();
}

/** The stored language, or else the first of the browser's that the page has. */
export function wantedLanguage(
  stored = localStore.read(KEY),
  preferred: readonly string[] = browserLanguages(),
): Language {
  return [stored, ...preferred].map((each) => each?.split("-")[0]).find(isLanguage) ?? "en";
}

/** Node.js 20, which runs the unit tests, has none. */
const browserLanguages = (): readonly string[] => globalThis.navigator?.languages ?? [];

const isLanguage = (name: string | undefined): name is Language => name !== undefined && Object.hasOwn(LANGUAGES, name);

/** Shows a language; its texts are loaded on first use, and English stays where that fails. */
export async function showLanguage(name: Language): Promise<void> {
  const loaded = name === "en" ? en : await loadGerman().catch(() => undefined);
  if (loaded === undefined) return;
  texts = loaded;
  document.documentElement.lang = name;
  language.set(name);
}

export async function chooseLanguage(name: Language): Promise<void> {
  localStore.write(KEY, name);
  await showLanguage(name);
}

const loadGerman = async (): Promise<Texts> => (await import("./de/index.ts")).de;
