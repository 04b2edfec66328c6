/**
 * A record with brands as it stands on disk: `total` stands beside the brands in `branded`. Processes of versions that
 * know no brands miss the key and refuse the record; they would look for the brand of the installation instead.
 */
export function encodeBranded<T extends { total: number; brands?: unknown }>(record: T): object {
  const { brands, total, ...rest } = record;
  return brands === undefined ? record : { ...rest, branded: { brands, total } };
}

export function decodeBranded(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("branded" in value)) return value;
  const { branded, ...rest } = value;
  return { ...rest, ...(branded as object) };
}
