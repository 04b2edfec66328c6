import { createHash, timingSafeEqual } from "node:crypto";
import { entriesOf } from "./comma-list.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Checks an API key against the configured ones (a comma-separated list), in constant time. Without configured keys
 * every caller is allowed.
 */
export function createKeyCheck(configured: string): (key: unknown) => boolean {
  const allowed = entriesOf(configured).map(digest);
  return (key) => {
    if (allowed.length === 0) return true;
    const given = digest(typeof key === "string" ? key : "");
    return allowed.some((each) => timingSafeEqual(each, given));
  };
}
