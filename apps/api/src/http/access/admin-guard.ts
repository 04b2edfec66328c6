import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { Problem } from "@symphony/contract";
import type { KeyTable } from "@symphony/service";
import { givenKey } from "../api-key.ts";
import { scopeMissing } from "./require-access.ts";
import type { Sessions } from "./sessions.ts";

/** @throws {Problem} unless the call comes from the administrator */
export type AdminGuard = (request: IncomingMessage) => void;

/**
 * Lets the administrator's session pass, and API keys with the scope `admin`.
 *
 * @param sessions undefined without a password; without such a key either, nothing shows that there are these routes
 */
export function createAdminGuard(sessions: Sessions | undefined, keys: KeyTable): AdminGuard {
  return (request) => {
    if (sessions?.isOpen(request.headers.cookie) === true) return;
    const holder = keys.find(givenKey(request as Request));
    if (holder?.scopes.includes("admin") === true) return;
    if (holder !== undefined) throw scopeMissing(holder.name, "admin");
    if (sessions !== undefined) throw new Problem("admin_only", "Log in as the administrator first.");
    if (keys.isRequired()) throw new Problem("unauthorized", "Send an API key with the scope admin.");
    throw new Problem("not_found", "The administration is off; the operator can set ADMIN_PASSWORD.");
  };
}
