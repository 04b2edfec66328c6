import { hkdfSync } from "node:crypto";

export interface RelaySecret {
  /** Undefined: the processes have nothing in common that others do not know. */
  secret: string | undefined;
  /** Whether handshakes without it are refused. Otherwise the address that they forward is not believed. */
  isRequired: boolean;
}

/**
 * What shows the gateway that a handshake, and the address in it, come from the API of this installation: the setting,
 * or else something derived from the password of Redis, which both processes have. Only the setting is required of
 * others: an API of an earlier version, or with a Redis user of its own, cannot know what this one derives.
 */
export function relaySecretOf(config: { RELAY_SECRET?: string | undefined; REDIS_URL: string }): RelaySecret {
  if (config.RELAY_SECRET !== undefined) return { secret: config.RELAY_SECRET, isRequired: true };
  const [, password = ""] = /^[^/]+\/\/[^@/:]*:([^@/]*)@/.exec(config.REDIS_URL) ?? [];
  if (password === "") return { secret: undefined, isRequired: false };
  const derived = Buffer.from(hkdfSync("sha256", password, "", "symphony relay", 32));
  return { secret: derived.toString("base64url"), isRequired: false };
}
