import { z } from "zod";
import { commonSettings, originSettings, readConfig, trustProxySetting, wholeNumber } from "@symphony/service";

const settings = z.object({
  ...commonSettings,
  ...originSettings,
  PORT: wholeNumber(0, 65_535).default(8001),
  HOST: z.string().default("0.0.0.0"),
  /** Comma separated; when set, every connection needs one of them. */
  API_KEYS: z.string().default(""),
  /** An API in front that hands sockets on is one. */
  TRUST_PROXY: trustProxySetting,
  /** Sockets a minute that one address may open; 0 sets no limit. */
  RATE_LIMIT_SOCKETS_PER_MINUTE: wholeNumber(0, 10_000_000).default(6_000),
  /** Sockets at once in this process. */
  MAX_SOCKETS: wholeNumber(1, 1_000_000).default(10_000),
  /** Sockets at once for one client id: tabs, scripts, phones. */
  MAX_SOCKETS_PER_CLIENT: wholeNumber(1, 100_000).default(100),
});

export type GatewayConfig = z.infer<typeof settings>;

/** @throws {ConfigError} */
export function readGatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  return readConfig(settings, env);
}

/** A socket that has not answered a ping by the next one is dead. */
export const PING_EVERY_MS = 30_000;
/** Coalesced progress: 20 frames a second at most. */
export const COALESCE_MS = 50;
/** Unsent bytes at which a slow reader gets coalesced news instead of every event. */
export const SLOW_READER_BYTES = 1024 * 1024;
/** Unsent bytes at which a reader counts as gone. */
export const LOST_READER_BYTES = 8 * 1024 * 1024;
/** How often counters are compared with what was passed on. What got lost shows at the second look, within 5 s. */
export const RESYNC_EVERY_MS = 2_500;
/** Clients say nothing but heartbeats. */
export const MAX_FRAME_BYTES = 1024;
