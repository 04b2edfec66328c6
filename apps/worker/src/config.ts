import { availableParallelism } from "node:os";
import { z } from "zod";
import {
  commonSettings,
  entriesOf,
  imagePixels,
  mailSettings,
  readConfig,
  readStoreConfig,
  storeSettings,
  tracingSettings,
  sourceBucketsSetting,
  wholeNumber,
} from "@symphony/service";
import { headersByHost } from "./fetch/extra-headers.ts";
import { areNetworks } from "./http-client/address-guard.ts";
import { PROVIDERS } from "./onnx/providers.ts";

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

const settings = z.object({
  ...commonSettings,
  ...mailSettings,
  ...tracingSettings,
  ...storeSettings,
  SMTP_PORT: wholeNumber(1, 65_535).default(587),
  SMTP_USERNAME: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  /** `starttls` and `tls` refuse a server without; `opportunistic` encrypts if it can; `none` never encrypts. */
  SMTP_SECURITY: z.enum(["starttls", "tls", "opportunistic", "none"]).default("starttls"),
  /** Longest silence of the mail server. */
  SMTP_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
  /** The sender's name in mails, without line breaks. */
  SENDER_NAME: z
    .string()
    .regex(/^[^\p{Cc}]{1,100}$/u, "must be one line of up to 100 characters")
    .default("Symphony"),
  /** Largest results.csv that is attached; a larger one is linked. */
  MAIL_ATTACH_MAX_BYTES: wholeNumber(0, 50_000_000).default(5_000_000),
  /** After a mail to an address, batches that end within this time are reported in one mail; 0: a mail for each batch. */
  MAIL_DIGEST_WINDOW_MS: wholeNumber(0, 86_400_000).default(60_000),
  /** Where people open the web page; links in mails start with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default("http://localhost:8000"),
  EXPORTS_DIR: z.string().default("exports"),
  /** Room reserved in `exports/` for the results of accepted batches, in case the disk fills up. */
  DISK_RESERVE_BYTES: wholeNumber(0, 1_000_000_000_000).default(64 * 1024 * 1024),
  MODELS_DIR: z.string().default("models"),
  /** Where models run, in order of preference, by onnxruntime's names; what is not available is skipped. */
  ORT_PROVIDERS: z
    .string()
    .default("cpu")
    .transform((text) => entriesOf(text.toLowerCase()))
    .pipe(z.array(z.enum(PROVIDERS)).min(1)),
  /** A file that is written every few seconds while this worker is able to work, for a health check. */
  HEALTH_FILE: z.string().optional(),
  /** Overrides every stage's own threshold, 0..1. */
  CONFIDENCE_THRESHOLD: z.coerce.number().min(0).max(1).optional(),
  /** Largest image, width times height; the default follows the memory. */
  MAX_IMAGE_PIXELS: imagePixels,
  /** Largest image file fetched from a URL. */
  MAX_FILE_BYTES: wholeNumber(1, 10 * 1024 ** 3).default(50 * 1024 * 1024),
  /** Whether an image gets the result of an earlier one with the same bytes, cascade and thresholds. */
  RESULT_CACHE: yesOrNo.default(true),
  /** Whether uploaded images that a stage before the last found valid stay with their batch, for a higher threshold. */
  KEEP_JUDGED_FILES: yesOrNo.default(false),
  /** Whether all uploaded images stay with their batch. The older name below keeps only those just mentioned. */
  KEEP_ORIGINALS: yesOrNo.default(false),
  /** Long side, in pixels, of the view that is kept of each image; 0 keeps none. */
  VIEW_MAX_SIDE: wholeNumber(0, 8_192).default(2_048),
  /** Longest time to decode and inspect one image before the inference process is stopped. */
  JUDGE_TIMEOUT_MS: wholeNumber(100, 3_600_000).default(60_000),
  /** Longest work on what a brand is expected to find; the default is enough for some 150 pictures on one core. */
  BRAND_ESTIMATE_MS: wholeNumber(1_000, 3_600_000).default(120_000),
  /** From the request for a URL to its last byte, redirects included. */
  URL_FETCH_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
  /** Private networks whose addresses may be fetched from, e.g. `10.1.0.0/16,127.0.0.0/8`. */
  URL_FETCH_ALLOW_CIDRS: z.string().refine(areNetworks, "must be networks like 10.1.0.0/16,127.0.0.0/8").default(""),
  /** What servers see of us; with a contact, those who run them can write instead of blocking. */
  URL_FETCH_USER_AGENT: z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/, "must be up to 200 letters, digits and signs of ASCII")
    .default("Symphony"),
  /** Extra headers by host as JSON, e.g. `{"pictures.example.com": {"Authorization": "Bearer …"}}`. */
  URL_FETCH_HEADERS: headersByHost,
  /** URLs of batches that a worker fetches at once, or has fetched and not inspected yet. */
  URL_FETCHES_IN_FLIGHT: wholeNumber(1, 1_000).default(32),
  /** Of these, from one host: workers must not overload the server of a web shop. */
  URL_FETCHES_PER_HOST: wholeNumber(1, 1_000).default(4),
  /** Of these, for one batch. */
  URL_FETCHES_PER_BATCH: wholeNumber(1, 1_000).default(16),
  /** Of these, for one API key, or one address without keys: its batches leave room for those of others. */
  URL_FETCHES_PER_CALLER: wholeNumber(1, 1_000).default(24),
  /** Longest time that a host is waited for because it asks for it (`Retry-After`), since it last gave an image. */
  URL_RETRY_AFTER_MAX_MS: wholeNumber(0, 86_400_000).default(600_000),
  /** Buckets that images may come from, as JSON by name, the same as for the API. */
  SOURCE_BUCKETS: sourceBucketsSetting,
  /** Secret that webhooks are signed with; without it none are sent. */
  WEBHOOK_SECRET: z.string().min(16).optional(),
  /** Attempts of a webhook; with pauses of 5, 10, 20, … s ten of them take some 45 minutes. */
  WEBHOOK_ATTEMPTS: wholeNumber(1, 20).default(10),
  /** Pause before a webhook's second attempt; it doubles with each. */
  WEBHOOK_FIRST_PAUSE_MS: wholeNumber(100, 3_600_000).default(5_000),
  /** Hours a finished batch is kept. */
  CLEANUP_AFTER_HOURS: z.coerce.number().min(0).default(24),
  /** Hours an unfinished batch is kept after its last progress. */
  PENDING_CLEANUP_AFTER_HOURS: z.coerce.number().min(0).default(72),
  /** Days that the audit log is kept. */
  AUDIT_KEEP_DAYS: wholeNumber(1, 36_500).default(365),
  /** Pause between two searches for expired batches. */
  CLEANUP_EVERY_MS: wholeNumber(100, 86_400_000).default(600_000),
  /** Pause between two looks at the schedules. */
  SCHEDULES_EVERY_MS: wholeNumber(100, 3_600_000).default(30_000),
  /** Other workers go on with a schedule when the one that had it gave no sign of life for this long. */
  SCHEDULE_LEASE_MS: wholeNumber(500, 3_600_000).default(60_000),
  /** Images that the source of a schedule may have; a listing keeps an address and some bytes of each in memory. */
  MAX_SCHEDULE_ITEMS: wholeNumber(1, 1_000_000).default(100_000),
  /** Pause between two comparisons of the store with the queue. */
  RECOVER_EVERY_MS: wholeNumber(100, 3_600_000).default(60_000),
});

export type WorkerConfig = z.infer<typeof settings>;

/** Settings that were renamed, with their former names, which are still read. */
const FORMER_NAMES: Readonly<Record<string, string>> = { RESULT_CACHE: "REUSE_ANSWERS" };

/** @throws {ConfigError} */
export function readWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  return readConfig(settings, withFormerNames(env));
}

/** Takes a setting from its former name where the new one is not set; an empty variable counts as not set. */
function withFormerNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const read = { ...env };
  for (const [name, former] of Object.entries(FORMER_NAMES)) {
    if (env[name] || env[`${name}_FILE`]) continue;
    for (const suffix of ["", "_FILE"]) read[`${name}${suffix}`] = env[`${former}${suffix}`];
  }
  return read;
}

/** Chunks at once: the second one is loaded while the last images of the first one are inspected. */
export const CHUNKS_IN_FLIGHT = 2;

/** Images in the inference process at once: while one runs through the models, the next is decoded. */
export const INSPECTIONS_IN_FLIGHT = availableParallelism() > 1 ? 2 : 1;

/** Uploads of one chunk in flight: in the inference process, waiting for it, or with their results being written. */
export const UPLOADS_IN_FLIGHT = 2 * INSPECTIONS_IN_FLIGHT;

/** Chunks of URLs at once. They mostly wait: how many URLs are fetched has limits of its own. */
export const URL_CHUNKS_IN_FLIGHT = 64;
/** Chunks of one batch of URLs at once: a batch of slow servers leaves room for the others. */
export const URL_CHUNKS_PER_BATCH = 16;
/** Chunks of all batches of one caller at once. */
export const URL_CHUNKS_PER_CALLER = 48;
/** Chunks of URLs that wait for such a limit. The rest of `URL_CHUNKS_IN_FLIGHT` stays free for other callers. */
export const URL_CHUNKS_WAITING = 8;

/** Uploaded images that callers wait for, at once: fewer than those of batches, which they must not displace. */
export const SINGLES_IN_FLIGHT = INSPECTIONS_IN_FLIGHT;
/** Single checks of URLs at once. */
export const SINGLE_URLS_IN_FLIGHT = 4;

/** Webhooks at once. They only wait for other servers, so that many silent receivers do not fill this. */
export const WEBHOOKS_IN_FLIGHT = 64;
/** Of these, to one host: a silent one delays only its own. */
export const WEBHOOKS_PER_HOST = 2;

/** The store that a command works on. @param place a folder or a bucket; that of the environment otherwise */
export const storeOf = (place: string | undefined, env: NodeJS.ProcessEnv = process.env) => readStoreConfig(place, env);
