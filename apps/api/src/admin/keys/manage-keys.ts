import { createHash, randomBytes } from "node:crypto";
import type { BatchStore } from "@symphony/batch-store";
import type { ApiKey, Scope } from "@symphony/contract";

/** Nobody can guess 256 random bits, and a plain digest of them tells nothing. */
const KEY_BYTES = 32;
/** By it secret scanners, and people, know what a text is. */
const PREFIX = "sym_";

export interface NewKey {
  name: string;
  scopes: readonly Scope[];
  by: string;
}

/** Makes a key and keeps its digest. @returns the key, which cannot be shown again; undefined when the name is taken */
export async function addKey(
  { keys }: Pick<BatchStore, "keys">,
  { name, scopes, by }: NewKey,
): Promise<(ApiKey & { key: string }) | undefined> {
  const key = PREFIX + randomBytes(KEY_BYTES).toString("base64url");
  const digest = createHash("sha256").update(key).digest("hex");
  const made = { name, scopes: [...scopes], created_at: new Date().toISOString(), created_by: by };
  if (!(await keys.add({ ...made, digest }))) return undefined;
  return { ...made, revoked_at: null, revoked_by: null, last_used_at: null, key };
}

/** @returns whether there is such a key; one that is revoked already is */
export function revokeKey({ keys }: Pick<BatchStore, "keys">, name: string, by: string): Promise<boolean> {
  return keys.revoke(name, { at: new Date().toISOString(), by });
}
