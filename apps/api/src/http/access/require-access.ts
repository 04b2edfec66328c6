import type { RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import type { Scope } from "@symphony/contract";
import { givenKey } from "../api-key.ts";
import type { WatchedKeys } from "./watch-keys.ts";

/** Requires an API key with the scope of the call; as long as there is no key, everybody may call. */
export function requireAccess(keys: WatchedKeys, scopeOf: (method: string, path: string) => Scope): RequestHandler {
  return (request, _response, next) => {
    const holder = keys.find(givenKey(request));
    if (holder !== undefined && !holder.configured) keys.noteUse(holder.name);
    if (!keys.isRequired()) return next();
    if (holder === undefined)
      throw new Problem("unauthorized", "Send a valid API key as the X-API-Key header or the api_key parameter.");
    const scope = scopeOf(request.method, request.path);
    if (!holder.scopes.includes(scope)) throw scopeMissing(holder.name, scope);
    next();
  };
}

export const scopeMissing = (name: string, scope: Scope): Problem =>
  new Problem(
    "scope_missing",
    `The API key ${name} does not have the scope "${scope}", which this call needs; use a key that has it.`,
  );
