import { z } from "zod";
import {
  apiKeySettings,
  commonSettings,
  originSettings,
  readConfig,
  relaySettings,
  trustProxySetting,
  wholeNumber,
} from "@symphony/service";

const settings = z.object({
  ...commonSettings,
  ...originSettings,
  ...relaySettings,
  ...apiKeySettings,
  PORT: wholeNumber(0, 65_535).default(8001),
  HOST: z.string().default("0.0.0.0"),
  /** The API counts as a proxy when it forwards sockets to this gateway. */
  TRUST_PROXY: trustProxySetting,
  /** Sockets that one address may open in a minute; 0: no limit. */
  RATE_LIMIT_SOCKETS_PER_MINUTE: wholeNumber(0, 10_000_000).default(6_000),
  /** Open sockets of this process. */
  MAX_SOCKETS: wholeNumber(1, 1_000_000).default(10_000),
  /** Open sockets of one client id or batch: tabs, scripts, phones. */
  MAX_SOCKETS_PER_CLIENT: wholeNumber(1, 100_000).default(100),
});

export type GatewayConfig = z.infer<typeof settings>;

/** @throws {ConfigError} */
export function readGatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  return readConfig(settings, env);
}

/** A socket that has not answered a ping before the next one is terminated. */
export const PING_EVERY_MS = 30_000;
/** Interval of coalesced progress: 20 frames a second at most. */
export const COALESCE_MS = 50;
/** Unsent bytes above which a reader gets only the newest event of each batch. */
export const SLOW_READER_BYTES = 1024 * 1024;
/** Unsent bytes above which a reader is disconnected. */
export const LOST_READER_BYTES = 8 * 1024 * 1024;
/**
 * Interval at which the counters are compared with what clients were sent. A changed status shows at the next
 * comparison, within 2 s; a lost event at the one after that, within 5 s.
 */
export const RESYNC_EVERY_MS = 1_500;
/** Largest frame from a client. Clients send only heartbeats. */
export const MAX_FRAME_BYTES = 1024;
