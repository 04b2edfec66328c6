import type { RequestHandler } from "express";
import { sessionTokenIn } from "../http/access/sessions.ts";
import type { Tokens } from "./tokens.ts";

/**
 * Takes the cookies from requests whose session was ended, by its token or on the page: for everything after this, they
 * come from nobody. The same holds while Redis cannot say whether it was.
 */
export function dropEndedSessions(tokens: Pick<Tokens, "isEnded">): RequestHandler {
  return async ({ headers }, _response, next) => {
    const token = sessionTokenIn(headers.cookie);
    if (token !== undefined && (await tokens.isEnded(token).catch(() => true))) delete headers.cookie;
    next();
  };
}
