import { createHash } from "node:crypto";
import { createKeyNames } from "./api-keys.ts";
import { entriesOf } from "../comma-list.ts";

/** Keys of the environment may do everything that is not administration. */
const CONFIGURED_SCOPES: readonly string[] = ["submit", "read", "review"];

export interface StoredKey {
  /** Hex SHA-256. */
  digest: string;
  name: string;
  scopes: readonly string[];
}

/** Who calls, by the API key. */
export interface KeyHolder {
  name: string;
  scopes: readonly string[];
  /** Whether the key is one of the environment. */
  configured: boolean;
}

/** The API keys of the environment and those of the installation, which come and go while the process runs. */
export interface KeyTable {
  find(given: unknown): KeyHolder | undefined;
  /** Whether calls need a key: once there is one, and for ever, even when all of them are revoked. */
  isRequired(): boolean;
  /** @param any whether there is any key, revoked ones too */
  replace(keys: readonly StoredKey[], any: boolean): void;
}

/** @param configured `API_KEYS` */
export function createKeyTable(configured: string): KeyTable {
  const configuredName = createKeyNames(configured);
  let required = entriesOf(configured).length > 0;
  let byDigest = new Map<string, KeyHolder>();
  return {
    find(given) {
      if (typeof given !== "string" || given === "") return undefined;
      const name = configuredName(given);
      if (name !== undefined) return { name, scopes: CONFIGURED_SCOPES, configured: true };
      // How long the search takes tells something of a digest, and nobody can find a key for a digest.
      return byDigest.get(createHash("sha256").update(given).digest("hex"));
    },
    isRequired: () => required,
    replace(keys, any) {
      byDigest = new Map(keys.map(({ digest, name, scopes }) => [digest, { name, scopes, configured: false }]));
      required ||= any;
    },
  };
}

/** Whether a caller may do something of this scope: everybody may, as long as there is no key. */
export const mayCall = (keys: KeyTable, given: unknown, scope: string): boolean =>
  !keys.isRequired() || keys.find(given)?.scopes.includes(scope) === true;
