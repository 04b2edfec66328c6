import { z } from "zod";
import { REASON_MAX_LENGTH } from "@symphony/contract";
import {
  apiKeySettings,
  imagePixels,
  commonSettings,
  entriesOf,
  mailSettings,
  originSettings,
  readConfig,
  readStoreConfig,
  relaySettings,
  storeSettings,
  tracingSettings,
  trustProxySetting,
  sourceBucketsSetting,
  wholeNumber,
} from "@symphony/service";

/** More would not fit a menu. */
const REVIEW_REASONS_MAX = 30;
const GIB = 1024 ** 3;

const yesOrNo = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");

const settings = z.object({
  ...commonSettings,
  ...mailSettings,
  ...originSettings,
  ...relaySettings,
  ...apiKeySettings,
  ...tracingSettings,
  ...storeSettings,
  PORT: wholeNumber(0, 65_535).default(8000),
  HOST: z.string().default("0.0.0.0"),
  EXPORTS_DIR: z.string().default("exports"),
  /** Space kept in `exports/` for the results of accepted batches, in case the disk fills up. */
  DISK_RESERVE_BYTES: wholeNumber(0, 1_000_000_000_000).default(64 * 1024 * 1024),
  /** Folder of the web page's built files; without it `/` names the service. */
  WEB_DIR: z.string().default("apps/web/dist"),
  /** Gateway to which WebSocket connections are forwarded, e.g. `http://gateway:8001`. */
  GATEWAY_URL: z.url({ protocol: /^http$/ }).optional(),
  /** The header in which a trusted proxy (TRUST_PROXY) says who the caller is, e.g. `X-Forwarded-User`. */
  TRUSTED_IDENTITY_HEADER: z
    .string()
    .regex(/^[\w-]{1,64}$/, "must be the name of a header")
    .optional(),
  /**
   * Who may list and search all batches: callers with an API key or a name, everybody, or nobody. Others see the batches
   * of a client_id that they know.
   */
  LIST_BATCHES_FOR: z.enum(["named", "everybody", "nobody"]).default("named"),
  /** Comma-separated list of reasons that reviewers can choose from. */
  REVIEW_REASONS: z
    .string()
    .default("logo covered,old logo,wrong product,too small,mirrored,bad photo")
    .transform(entriesOf)
    .pipe(z.array(z.string().max(REASON_MAX_LENGTH)).max(REVIEW_REASONS_MAX)),
  /** Calls a minute of one API key, or of one address without keys; 0 sets no limit. */
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 10_000_000).default(30_000),
  /** Limit for the calls among them that submit images or start batches. */
  RATE_LIMIT_SUBMISSIONS_PER_MINUTE: wholeNumber(0, 10_000_000).default(3_000),
  TRUST_PROXY: trustProxySetting,
  /** Comma-separated host names of this service beside that of PUBLIC_URL; `*`: any. */
  ALLOWED_HOSTS: z.string().default(""),
  /** The address of the page for people. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Open connections of one address; those of trusted proxies are not counted. */
  MAX_CONNECTIONS_PER_ADDRESS: wholeNumber(1, 10_000).default(2_500),
  /** Slower bodies are cut off; 0 sets no limit. */
  MIN_BODY_BYTES_PER_S: wholeNumber(0, 1_000_000_000).default(500),
  /** Drafts that one API key, or one address without keys, may start within an hour; 0 sets no limit. */
  RATE_LIMIT_DRAFTS_PER_HOUR: wholeNumber(0, 10_000_000).default(10_000),
  /** Drafts at the same time, of all callers; 0 sets no limit. Each takes a block of the disk for up to three days. */
  MAX_DRAFTS: wholeNumber(0, 10_000_000).default(100_000),
  /** The administrator sees all batches and the queues; without a password these routes do not exist. */
  ADMIN_USERNAME: z.string().min(1).default("admin"),
  ADMIN_PASSWORD: z.string().min(8, "must have 8 characters or more").optional(),
  /** When `POST /maintenance/cleanup` removes batches, the same as for the workers. */
  CLEANUP_AFTER_HOURS: z.coerce.number().min(0).default(24),
  PENDING_CLEANUP_AFTER_HOURS: z.coerce.number().min(0).default(72),
  /** When set, `/metrics` requires it as a bearer token. */
  METRICS_TOKEN: z.string().default(""),
  /** Largest image file. */
  MAX_FILE_BYTES: wholeNumber(1, 10 * GIB).default(50 * 1024 * 1024),
  /** Largest image, width times height; the default follows the memory. */
  MAX_IMAGE_PIXELS: imagePixels,
  /** Signs webhooks, the same as for the workers; without it a webhook_url is refused. */
  WEBHOOK_SECRET: z.string().min(16).optional(),
  /** Whether the workers keep all uploaded images, the same as for the workers. */
  KEEP_ORIGINALS: yesOrNo,
  /** The older setting: only those that a higher threshold needs. */
  KEEP_JUDGED_FILES: yesOrNo,
  /** Largest request, and largest number of bytes unpacked from its zips. */
  MAX_UPLOAD_BYTES: wholeNumber(1, 1024 * GIB).default(20 * GIB),
  /** Largest number of images in one batch. */
  MAX_BATCH_ITEMS: wholeNumber(1, 1_000_000).default(100_000),
  /** Buckets that images may come from, as JSON by name, the same as for the workers. */
  SOURCE_BUCKETS: sourceBucketsSetting,
  /**
   * Folder, a mounted share for instance, whose sub-folders become batches when they have come to rest. Results are put
   * beside them; nothing in them is changed.
   */
  WATCH_DIR: z.string().optional(),
  /** Pause between two looks at the watched folder. */
  WATCH_EVERY_MS: wholeNumber(100, 86_400_000).default(10_000),
  /** A sub-folder has come to rest when no name, size or time in it changed for this long. */
  WATCH_REST_MS: wholeNumber(0, 86_400_000).default(60_000),
  /** Schedules at the same time; workers read all of them again and again. */
  MAX_SCHEDULES: wholeNumber(0, 1_000).default(100),
  /** How often a batch can be retried and re-evaluated; each run leaves a few small files. */
  MAX_RUNS_PER_BATCH: wholeNumber(1, 10_000).default(100),
  /** Longest duration of one upload. */
  UPLOAD_TIMEOUT_MS: wholeNumber(1_000, 86_400_000).default(3_600_000),
  /** Longest time that a single check waits for its result. */
  SINGLE_TIMEOUT_MS: wholeNumber(100, 600_000).default(60_000),
});

export type ApiConfig = z.infer<typeof settings>;

/** @throws {ConfigError} */
export function readApiConfig(env: NodeJS.ProcessEnv = process.env): ApiConfig {
  return readConfig(settings, env);
}

/** The store that a command works on. @param place a folder or a bucket; that of the environment otherwise */
export const storeOf = (place: string | undefined, env: NodeJS.ProcessEnv = process.env) => readStoreConfig(place, env);
