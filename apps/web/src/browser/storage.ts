/** Browser storage that may be switched off or full: then things are simply not remembered. */
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
        // Nothing depends on it being kept.
      }
    },
  };
}

export const localStore = createStorage(() => localStorage);
