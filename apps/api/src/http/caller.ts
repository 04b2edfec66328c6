import { createHash } from "node:crypto";
import type { Request } from "express";
import { createKeyCheck, networkOf } from "@symphony/service";
import { givenKey } from "./api-key.ts";

/**
 * Whose limits a call counts for: those of its API key, or of its network without one. A key shows as its digest, so
 * that nothing stores it.
 *
 * @param configured the keys of this installation; any other one counts as none
 */
export function createCallerOf(configured: string): (request: Request) => string {
  const isKnown = createKeyCheck(configured);
  return (request) => {
    const given = givenKey(request);
    if (configured === "" || !isKnown(given)) return `net-${networkOf(request.ip ?? "")}`;
    return `key-${createHash("sha256").update(String(given)).digest("hex").slice(0, 32)}`;
  };
}
