import { z } from "zod";
import {
  commonSettings,
  mailSettings,
  originSettings,
  readConfig,
  tracingSettings,
  trustProxySetting,
  wholeNumber,
} from "@symphony/service";

const GIB = 1024 ** 3;

const settings = z.object({
  ...commonSettings,
  ...mailSettings,
  ...originSettings,
  ...tracingSettings,
  PORT: wholeNumber(0, 65_535).default(8000),
  HOST: z.string().default("0.0.0.0"),
  EXPORTS_DIR: z.string().default("exports"),
  /** Room kept in `exports/` for the results of what was accepted, should the disk fill up. */
  DISK_RESERVE_BYTES: wholeNumber(0, 1_000_000_000_000).default(64 * 1024 * 1024),
  /** Where the web page's built files are; without them `/` says what this server is. */
  WEB_DIR: z.string().default("apps/web/dist"),
  /** A gateway that WebSocket connections to this port are handed on to, e.g. `http://gateway:8001`. */
  GATEWAY_URL: z.url({ protocol: /^http$/ }).optional(),
  /** Comma separated; when set, every API and WebSocket call needs one of them. */
  API_KEYS: z.string().default(""),
  /** Calls a minute of one API key, or of one address without keys; 0 sets no limit. */
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 10_000_000).default(30_000),
  /** Those among them that submit images or start batches. */
  RATE_LIMIT_SUBMISSIONS_PER_MINUTE: wholeNumber(0, 10_000_000).default(3_000),
  TRUST_PROXY: trustProxySetting,
  /** Who may look at all batches and at the queues; without a password nobody may, and it is as if there were nothing. */
  ADMIN_USERNAME: z.string().min(1).default("admin"),
  ADMIN_PASSWORD: z.string().min(8, "must have 8 characters or more").optional(),
  /** When set, `/metrics` asks for it as a bearer token. */
  METRICS_TOKEN: z.string().default(""),
  /** Largest image file. */
  MAX_FILE_BYTES: wholeNumber(1, 10 * GIB).default(50 * 1024 * 1024),
  /** What webhooks are signed with, as the workers have it; without it a webhook_url is refused. */
  WEBHOOK_SECRET: z.string().min(16).optional(),
  /** Largest request, and most bytes unpacked from one zip. */
  MAX_UPLOAD_BYTES: wholeNumber(1, 1024 * GIB).default(20 * GIB),
  /** Most images in one batch. */
  MAX_BATCH_ITEMS: wholeNumber(1, 1_000_000).default(100_000),
  /** Longest time one upload may take. */
  UPLOAD_TIMEOUT_MS: wholeNumber(1_000, 86_400_000).default(3_600_000),
  /** Longest time the caller of a single check waits for its answer. */
  SINGLE_TIMEOUT_MS: wholeNumber(100, 600_000).default(60_000),
});

export type ApiConfig = z.infer<typeof settings>;

/** @throws {ConfigError} */
export function readApiConfig(env: NodeJS.ProcessEnv = process.env): ApiConfig {
  return readConfig(settings, env);
}
