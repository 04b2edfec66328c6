import { writeFile } from "node:fs/promises";
import { PRESENCE_EVERY_MS } from "@symphony/messaging";
import type { InstalledBrand, Presence } from "@symphony/messaging";
import { repeatEvery } from "@symphony/service";

export interface HeartbeatDeps {
  presence: Presence;
  workerId: string;
  /** What its models look for, read before each heartbeat. */
  inspector: { installed: readonly InstalledBrand[] };
  /** Written after each heartbeat, for a health check of the container. */
  healthFile: string | undefined;
  onError(error: unknown): void;
}

/** Publishes that this worker is alive and has its models loaded. */
export function startHeartbeat({ presence, workerId, inspector, healthFile, onError }: HeartbeatDeps): {
  stop(): void;
} {
  const beat = async (): Promise<void> => {
    await presence.announce(workerId, inspector.installed);
    if (healthFile !== undefined) await writeFile(healthFile, workerId);
  };
  void beat().catch(onError);
  return repeatEvery(PRESENCE_EVERY_MS, beat, onError);
}
