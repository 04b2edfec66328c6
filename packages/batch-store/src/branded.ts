/**
 * A record with brands as it stands on disk: `total` stands beside the brands in `branded`. Processes of versions that
 * know no brands miss the key and refuse the record; they would look for the brand of the installation instead. With
 * brands that may not be shown the key is another one, `forbidding`, for the same reason.
 */
export function encodeBranded<T extends { total: number; brands?: unknown; forbidden?: unknown }>(record: T): object {
  const { brands, forbidden, total, ...rest } = record;
  if (brands === undefined) return record;
  return forbidden === undefined
    ? { ...rest, branded: { brands, total } }
    : { ...rest, forbidding: { brands, forbidden, total } };
}

export function decodeBranded(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { branded, forbidding, ...rest } = value as { branded?: object; forbidding?: object };
  return branded === undefined && forbidding === undefined ? value : { ...rest, ...branded, ...forbidding };
}
