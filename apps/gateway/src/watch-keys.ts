import { readKeys } from "@symphony/messaging";
import type { Redis } from "@symphony/messaging";
import { createKeyTable } from "@symphony/service";
import type { KeyTable } from "@symphony/service";

/** How often the copy of the keys is read: a revoked one is refused, and its sockets closed, within seconds. */
const REFRESH_EVERY_MS = 1_500;

export interface WatchedKeys extends KeyTable {
  refresh(): Promise<void>;
  stop(): void;
}

/**
 * Keeps the API keys in memory, from the copy in Redis that the APIs write. Before there is one, as beside APIs of an
 * older version, the keys of the environment alone count.
 *
 * @param onRefresh after each reading that found a change
 */
export function watchKeys(
  redis: Redis,
  configured: string,
  onRefresh: () => void,
  onError: (error: unknown) => void,
): WatchedKeys {
  const table = createKeyTable(configured);
  let before = "";
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const known = await readKeys(redis);
    const text = JSON.stringify(known);
    if (known === undefined || text === before) return;
    before = text;
    table.replace(known.keys, known.any);
    onRefresh();
  };
  // While Redis is away, one reading waits for it and not one for each interval.
  const refresh = (): Promise<void> => (reading ??= read().finally(() => (reading = undefined)));
  const timer = setInterval(() => void refresh().catch(onError), REFRESH_EVERY_MS);
  return { ...table, refresh, stop: () => clearInterval(timer) };
}
