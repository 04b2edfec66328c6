import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { Problem } from "@symphony/contract";
import type { KeyTable } from "@symphony/service";
import { givenKey } from "../api-key.ts";
import { scopeMissing } from "./require-access.ts";
import type { Sessions } from "./sessions.ts";

/** @throws {Problem} unless the call comes from the administrator */
export type AdminGuard = (request: IncomingMessage) => Promise<void>;

export interface AdminProofs {
  sessions: Sessions;
  /** Whether a script proves itself by a token or by name and password. @throws {Problem} after too many guesses */
  proves(request: Request): Promise<boolean>;
}

/**
 * Lets the administrator pass, by the session of the page, a token, or HTTP basic authentication, and API keys with the
 * scope `admin`.
 *
 * @param proofs undefined without a password; without such a key either, nothing shows that there are these routes
 */
export function createAdminGuard(proofs: AdminProofs | undefined, keys: KeyTable): AdminGuard {
  return async (incoming) => {
    const request = incoming as Request;
    if (proofs?.sessions.isOpen(request.headers.cookie) === true) return;
    const holder = keys.find(givenKey(request));
    if (holder?.scopes.includes("admin") === true) return;
    if (holder !== undefined) throw scopeMissing(holder.name, "admin");
    if ((await proofs?.proves(request)) === true) {
      // The call is one of a session from here on, so that it is recorded who made it.
      request.headers.cookie = proofs?.sessions.begin(false);
      return;
    }
    if (proofs !== undefined)
      throw new Problem(
        "admin_only",
        "Log in as the administrator first, or send name and password by HTTP basic authentication.",
      );
    if (keys.isRequired()) throw new Problem("unauthorized", "Send an API key with the scope admin.");
    throw new Problem("not_found", "The administration is off; the operator can set ADMIN_PASSWORD.");
  };
}

/** What everybody may do who reaches a service that has neither a password nor keys. */
export function openWithoutProofs(guard: AdminGuard, proofs: AdminProofs | undefined, keys: KeyTable): AdminGuard {
  return async (request) => {
    if (proofs !== undefined || keys.isRequired()) await guard(request);
  };
}
