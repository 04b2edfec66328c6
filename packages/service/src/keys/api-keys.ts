import { createHash, timingSafeEqual } from "node:crypto";
import { entriesOf } from "../comma-list.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** `name:key`. */
const NAMED = /^([\w.@-]{1,64}):(.+)$/;
const NAME_ALONE = /^[\w.@-]{1,64}:$/;
const SHORT_DIGEST = 6;

/**
 * Whether there are keys, and none is missing. Commas alone come from a template without its values: nobody wanted a
 * service that is open to all.
 */
export function hasKeys(configured: string): boolean {
  const entries = entriesOf(configured);
  return entries.length > 0 && !entries.some((entry) => NAME_ALONE.test(entry));
}

/**
 * Finds the name of an API key among the configured ones (a comma-separated list of `name:key` or bare keys), in
 * constant time. A bare key is named by its digest.
 *
 * @returns undefined for an unknown key
 */
export function createKeyNames(configured: string): (key: unknown) => string | undefined {
  const known = entriesOf(configured).flatMap((entry) => {
    const [, name, key] = NAMED.exec(entry) ?? [];
    const bare = { digest: digest(entry), name: name ?? `key-${digest(entry).toString("hex").slice(0, SHORT_DIGEST)}` };
    // The whole entry stays a key: a bare one of an older configuration may have a colon.
    return key === undefined ? [bare] : [bare, { digest: digest(key), name: bare.name }];
  });
  return (key) => {
    const given = digest(typeof key === "string" ? key : "");
    return known.filter((each) => timingSafeEqual(each.digest, given))[0]?.name;
  };
}

/** Checks an API key against the configured ones. Without configured keys every caller is allowed. */
export function createKeyCheck(configured: string): (key: unknown) => boolean {
  const nameOf = createKeyNames(configured);
  const allowsEverybody = entriesOf(configured).length === 0;
  return (key) => allowsEverybody || nameOf(key) !== undefined;
}
