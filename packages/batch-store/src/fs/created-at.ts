import { stat } from "node:fs/promises";

/**
 * When a record says it was created, in epoch milliseconds. A damaged record says nothing: the time of its file
 * stands in, so that it expires too.
 */
export async function createdAt(
  path: string,
  read: () => Promise<{ created_at: string } | undefined>,
): Promise<number> {
  const record = await read().catch(() => undefined);
  if (record !== undefined) return Date.parse(record.created_at);
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}
