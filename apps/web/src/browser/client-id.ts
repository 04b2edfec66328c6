import type { ClientId } from "@symphony/contract";
import { localStore } from "./storage.ts";
import type { Storage } from "./storage.ts";

const KEY = "symphony.client-id";
const SHAPE = /^[A-Za-z0-9._-]{1,128}$/;

/** Who this browser is: made once, kept, and sent with every batch. */
export function readClientId(storage: Storage = localStore, make: () => string = randomId): ClientId {
  const kept = storage.read(KEY);
  if (kept !== undefined && SHAPE.test(kept)) return kept;
  const made = make();
  storage.write(KEY, made);
  return made;
}

/** A UUID; pages on plain http inside a network have no `randomUUID`, but they have random bytes. */
export function randomId(
  source: Pick<Crypto, "getRandomValues"> & Partial<Pick<Crypto, "randomUUID">> = crypto,
): string {
  if (source.randomUUID !== undefined) return source.randomUUID();
  const hex = Array.from(source.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}
