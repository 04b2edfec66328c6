import type { ClientId } from "@symphony/contract";
import { localStore } from "./storage.ts";
import type { Storage } from "./storage.ts";

const KEY = "symphony.client-id";
const SHAPE = /^[A-Za-z0-9._-]{1,128}$/;

/** The id of a page that cannot store it: its batches and its socket have the same one all the same. */
let unstored: ClientId | undefined;

/** The id of this browser: created once, stored, and sent with every batch. */
export function readClientId(storage: Storage = localStore, create: () => string = randomId): ClientId {
  const stored = storage.read(KEY);
  if (stored !== undefined && SHAPE.test(stored)) return stored;
  const created = unstored ?? create();
  storage.write(KEY, created);
  if (storage.read(KEY) !== created) unstored = created;
  return created;
}

/** A UUIDv4. Pages served over plain http have no `crypto.randomUUID`, only random bytes. */
export function randomId(
  source: Pick<Crypto, "getRandomValues"> & Partial<Pick<Crypto, "randomUUID">> = crypto,
): string {
  if (source.randomUUID !== undefined) return source.randomUUID();
  const hex = Array.from(source.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}
