import { createHash, timingSafeEqual } from "node:crypto";
import { entriesOf } from "./comma-list.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Tells whether a caller's key is one of the configured ones (comma separated); without configured keys
 * everybody may come. Compares in constant time.
 */
export function createKeyCheck(configured: string): (given: unknown) => boolean {
  const keys = entriesOf(configured).map(digest);
  return (given) => {
    if (keys.length === 0) return true;
    const mine = digest(typeof given === "string" ? given : "");
    return keys.some((key) => timingSafeEqual(key, mine));
  };
}
