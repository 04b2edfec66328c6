/** Browser storage that may be disabled or full: then nothing is stored and nothing fails. */
export interface Storage {
  read(key: string): string | undefined;
  write(key: string, value: string | undefined): void;
}

export function createStorage(open: () => globalThis.Storage): Storage {
  return {
    read(key) {
      try {
        return open().getItem(key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(key, value) {
      try {
        if (value === undefined) open().removeItem(key);
        else open().setItem(key, value);
      } catch {
        // Disabled or full: the page works without it.
      }
    },
  };
}

export const localStore = createStorage(() => localStorage);
/** Of one tab; a reload keeps it. */
export const sessionStore = createStorage(() => sessionStorage);
