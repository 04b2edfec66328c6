import type { BatchStore } from "@symphony/batch-store";
import { publishKeys } from "@symphony/messaging";
import type { Redis } from "@symphony/messaging";
import { createKeyTable } from "@symphony/service";
import type { KeyTable } from "@symphony/service";

/** How often the ledger is looked at for new and revoked keys: they count everywhere within twice this time. */
const REFRESH_EVERY_MS = 1_500;
/** The use of a key is noted to the hour. */
const USE_NOTED_TO = "2026-01-01T00".length;

export interface WatchedKeys extends KeyTable {
  /** Looks at the ledger now, because a key was made or revoked here. */
  refresh(): Promise<void>;
  /** Notes that a key of the ledger was used: one small write an hour. */
  noteUse(name: string): void;
  stop(): void;
}

/**
 * Keeps the API keys of the ledger in memory and passes their digests on to the gateways. While the ledger or Redis
 * cannot be reached, what was known last counts.
 */
export async function watchKeys(
  store: Pick<BatchStore, "keys">,
  redis: Redis,
  configured: string,
  onError: (error: unknown) => void,
): Promise<WatchedKeys> {
  const table = createKeyTable(configured);
  const used = new Map<string, string>();
  const refresh = async (): Promise<void> => {
    const active = await store.keys.active();
    table.replace(active.keys, active.any);
    // The connection itself reports when Redis is away.
    void publishKeys(redis, active).catch(() => undefined);
  };
  await refresh();
  const timer = setInterval(() => void refresh().catch(onError), REFRESH_EVERY_MS);
  return {
    ...table,
    refresh,
    noteUse(name) {
      const hour = `${new Date().toISOString().slice(0, USE_NOTED_TO)}:00:00.000Z`;
      if (used.get(name) === hour) return;
      used.set(name, hour);
      void store.keys.noteUse(name, hour).catch(onError);
    },
    stop: () => clearInterval(timer),
  };
}
