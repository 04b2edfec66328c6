import type { Request, RequestHandler } from "express";
import { Problem } from "@symphony/contract";
import type { AdminAuthenticator, Credentials } from "./authenticator.ts";
import type { Tokens } from "./tokens.ts";

/** Requires the administrator, by HTTP basic authentication. */
export function requireAdmin(authenticator: AdminAuthenticator): RequestHandler {
  return async (request, response, next) => {
    const outcome = await authenticator.check(request.ip ?? "", credentialsOf(request.get("authorization")));
    if (outcome === "ok") return next();
    if (outcome === "locked") throw tooManyGuesses();
    response.set("www-authenticate", 'Basic realm="Symphony", charset="UTF-8"');
    throw new Problem("admin_only", "Send the name and password of the administrator.");
  };
}

/** How a script proves that it is the administrator: a token of a log-in, or name and password with the call. */
export const proofByHeaders =
  (authenticator: AdminAuthenticator, tokens: Tokens) =>
  async (request: Request): Promise<boolean> => {
    if (await tokens.isOpen(request.get("x-auth-token"), undefined)) return true;
    const authorization = request.get("authorization");
    if (authorization === undefined || !/^Basic /i.test(authorization)) return false;
    const outcome = await authenticator.check(request.ip ?? "", credentialsOf(authorization));
    if (outcome === "locked") throw tooManyGuesses();
    return outcome === "ok";
  };

export const tooManyGuesses = (): Problem =>
  new Problem("too_many_requests", "Too many wrong passwords. Try again in a minute.");

function credentialsOf(header: string | undefined): Credentials {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1] ?? "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1
    ? { username: "", password: "" }
    : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
