/** Something that is closed when its last user closes it. */
interface Closable {
  close(): Promise<void>;
}

interface Entry<T> {
  value: Promise<T>;
  users: number;
}

/** Things by key that several users open and each of them closes. */
export function createShared<T extends Closable>() {
  const entries = new Map<string, Entry<T>>();
  return {
    /** @param load called when nobody has it open; when it fails, nothing is kept */
    async open(key: string, load: () => Promise<T>): Promise<T> {
      const entry = entries.get(key) ?? { value: load(), users: 0 };
      entries.set(key, entry);
      entry.users += 1;
      const leave = (): boolean => {
        entry.users -= 1;
        if (entry.users > 0) return false;
        if (entries.get(key) === entry) entries.delete(key);
        return true;
      };
      const value = await entry.value.catch((error: unknown) => {
        leave();
        throw error;
      });
      let isOpen = true;
      return {
        ...value,
        async close() {
          if (!isOpen) return;
          isOpen = false;
          if (leave()) await value.close();
        },
      };
    },
  };
}
