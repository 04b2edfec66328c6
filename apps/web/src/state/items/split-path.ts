const SCHEME = /^[a-z]+:\/\/$/i;

/** The folders of a path, and what comes after them. The site of an address without a path is no folder. */
export function splitPath(name: string): [folders: string, file: string] {
  const end = name.lastIndexOf("/", name.length - 2) + 1;
  return SCHEME.test(name.slice(0, end)) ? ["", name] : [name.slice(0, end), name.slice(end)];
}
