import { createHash } from "node:crypto";
import type { Request } from "express";
import { networkOf } from "@symphony/service";
import type { KeyTable } from "@symphony/service";
import { givenKey } from "./api-key.ts";

/**
 * Whose limits a call counts for: those of its API key, or of its network without one. A key shows as its digest, so
 * that nothing stores it. An unknown key counts as none.
 */
export function createCallerOf(keys: KeyTable): (request: Request) => string {
  return (request) => {
    const given = givenKey(request);
    if (keys.find(given) === undefined) return `net-${networkOf(request.ip ?? "")}`;
    return `key-${createHash("sha256").update(String(given)).digest("hex").slice(0, 32)}`;
  };
}
