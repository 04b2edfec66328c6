import { stat } from "node:fs/promises";

/**
 * When a record says that it was made, in epoch milliseconds. A damaged one says nothing: its file's own time has
 * to do, so that it goes some day too.
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
