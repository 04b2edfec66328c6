const DATABASE = "symphony";
const STORE = "draft";

/** A few named values that survive a reload, files among them. Nothing fails where the browser stores nothing. */
export interface FileStore<T> {
  readAll(): Promise<Map<string, T>>;
  /** Makes these the only values: what is there already is not written again. */
  replace(values: ReadonlyMap<string, T>): Promise<boolean>;
}

export function openFileStore<T>(): FileStore<T> {
  const opened = open();
  return {
    async readAll() {
      try {
        const store = (await opened).transaction(STORE).objectStore(STORE);
        const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll() as IDBRequest<T[]>)]);
        return new Map(
          keys.flatMap((key, index) => (values[index] === undefined ? [] : [[String(key), values[index]]])),
        );
      } catch {
        return new Map();
      }
    },
    async replace(values) {
      try {
        const transaction = (await opened).transaction(STORE, "readwrite");
        const store = transaction.objectStore(STORE);
        const known = new Set((await done(store.getAllKeys())).map(String));
        for (const key of known) if (!values.has(key)) store.delete(key);
        for (const [key, value] of values) if (!known.has(key)) store.put(value, key);
        await new Promise<void>((resolve, reject) => {
          transaction.addEventListener("complete", () => resolve());
          transaction.addEventListener("abort", () => reject(transaction.error as Error));
        });
        return true;
      } catch {
        return false;
      }
    },
  };
}

function open(): Promise<IDBDatabase> {
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error as Error));
  });
  // Private windows of some browsers have none; each use says so.
  opening.catch(() => {});
  return opening;
}

function done<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error as Error));
  });
}
