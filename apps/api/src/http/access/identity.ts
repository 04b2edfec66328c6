import type { IncomingMessage } from "node:http";
import { createProxyCheck } from "@symphony/service";
import type { KeyTable } from "@symphony/service";
import { createSessions } from "./sessions.ts";
import type { ApiConfig } from "../../config.ts";

/** Who calls, for what is recorded: never a secret. */
export type Identify = (request: IncomingMessage) => string;

/** Who calls where nothing is known of it. */
export const NOBODY = "anonymous";
const IDENTITY_MAX_LENGTH = 200;

type IdentityConfig = Pick<ApiConfig, "TRUSTED_IDENTITY_HEADER" | "TRUST_PROXY" | "ADMIN_PASSWORD">;

/**
 * The person that a trusted proxy vouches for, else the name of the API key, else the administrator by the session of
 * the page. The header counts only on connections of the proxy itself, which has to remove it from what it forwards.
 */
export function createIdentify(config: IdentityConfig, keys: KeyTable): Identify {
  const isProxy = createProxyCheck(config.TRUST_PROXY);
  const header = config.TRUSTED_IDENTITY_HEADER?.toLowerCase();
  const sessions = config.ADMIN_PASSWORD === undefined ? undefined : createSessions(config.ADMIN_PASSWORD);

  const vouchedFor = ({ headers, socket }: IncomingMessage): string | undefined => {
    if (header === undefined || !isProxy(socket.remoteAddress ?? "", 0)) return undefined;
    const [name] = [headers[header]].flat();
    return name === undefined || name.trim() === "" ? undefined : decodeName(name.trim());
  };
  return (request) =>
    vouchedFor(request) ??
    keys.find(request.headers["x-api-key"] ?? keyInAddress(request.url))?.name ??
    (sessions?.isOpen(request.headers.cookie) === true ? "admin" : NOBODY);
}

/** Node.js reads headers as Latin-1; proxies send names as UTF-8. */
const decodeName = (name: string): string => Buffer.from(name, "latin1").toString("utf8").slice(0, IDENTITY_MAX_LENGTH);

const keyInAddress = (url = ""): string | undefined =>
  new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("api_key") ?? undefined;
