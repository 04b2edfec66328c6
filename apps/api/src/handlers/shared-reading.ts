/** Reads once for all who ask within `ms`; a failed reading is not kept. */
function sharedFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (reading !== undefined && Date.now() < until) return reading;
    until = Infinity;
    const mine = read();
    reading = mine;
    mine.then(
      () => (until = Date.now() + ms),
      () => (until = 0),
    );
    return mine;
  };
}

/** The reading of each object, made when it is asked for the first time. */
export function sharedBy<K extends object, T>(ms: number, read: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const readings = new WeakMap<K, () => Promise<T>>();
  return (key) => {
    const known = readings.get(key) ?? sharedFor(ms, () => read(key));
    readings.set(key, known);
    return known();
  };
}
