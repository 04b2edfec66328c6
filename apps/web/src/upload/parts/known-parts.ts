import { localStore } from "../../browser/storage.ts";

const KEY = "symphony.parts";
/** The server forgets an upload that nothing was added to for a day. */
const KEPT_MS = 23 * 3_600_000;
const KEPT_MAX = 2_000;

type Known = Record<string, { url: string; at: number }>;

/** Addresses of uploads that began in this browser, so that they go on after a reload. */
export const knownParts = {
  find: (key: string): string | undefined => read()[key]?.url,
  keep(key: string, url: string): void {
    write({ ...read(), [key]: { url, at: Date.now() } });
  },
  forget(keys: readonly string[]): void {
    const gone = new Set(keys);
    write(Object.fromEntries(Object.entries(read()).filter(([key]) => !gone.has(key))));
  },
};

function read(): Known {
  try {
    const known = JSON.parse(localStore.read(KEY) ?? "{}") as Known;
    return Object.fromEntries(Object.entries(known).filter(([, { at }]) => Date.now() - at < KEPT_MS));
  } catch {
    return {};
  }
}

const write = (known: Known): void =>
  localStore.write(KEY, JSON.stringify(Object.fromEntries(Object.entries(known).slice(-KEPT_MAX))));
