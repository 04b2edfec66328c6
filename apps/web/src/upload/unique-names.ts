/** Makes names unique: `a/b.jpg`, `a/b (2).jpg`, `a/b (3).jpg`. */
export function createUniqueNames(taken: Iterable<string> = []): (name: string) => string {
  const used = new Set(taken);
  // The next number to try by name: without it, ten thousand files of one name would take 50 million steps.
  const next = new Map<string, number>();
  return (name) => {
    const dot = name.lastIndexOf(".") > name.lastIndexOf("/") + 1 ? name.lastIndexOf(".") : name.length;
    let unique = name;
    for (let number = next.get(name) ?? 2; used.has(unique); number += 1) {
      unique = `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
      next.set(name, number + 1);
    }
    used.add(unique);
    return unique;
  };
}
