import { availableParallelism } from "node:os";
import { z } from "zod";
import { commonSettings, mailSettings, readConfig, tracingSettings, wholeNumber } from "@symphony/service";
import { PROVIDERS } from "./inference/providers.ts";

const settings = z.object({
  ...commonSettings,
  ...mailSettings,
  ...tracingSettings,
  SMTP_PORT: wholeNumber(1, 65_535).default(587),
  SMTP_USERNAME: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  /** `starttls` and `tls` refuse a server without; `opportunistic` takes what there is; `none` never encrypts. */
  SMTP_SECURITY: z.enum(["starttls", "tls", "opportunistic", "none"]).default("starttls"),
  /** Longest wait for a word of the mail server. */
  SMTP_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
  /** Who mails say they are from; a name without line breaks. */
  SENDER_NAME: z
    .string()
    .regex(/^[^\p{Cc}]{1,100}$/u, "must be one line of up to 100 characters")
    .default("Symphony"),
  /** Largest results.csv that is attached; a larger one is linked. */
  MAIL_ATTACH_MAX_BYTES: wholeNumber(0, 50_000_000).default(5_000_000),
  /** Where people reach the page; links in mails start with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default("http://localhost:8000"),
  EXPORTS_DIR: z.string().default("exports"),
  /** Room kept in `exports/` for the results of what was accepted, should the disk fill up. */
  DISK_RESERVE_BYTES: wholeNumber(0, 1_000_000_000_000).default(64 * 1024 * 1024),
  MODELS_DIR: z.string().default("models"),
  /** Where models run, in order of preference, as onnxruntime names it; what cannot be had is passed over. */
  ORT_PROVIDERS: z
    .string()
    .default("cpu")
    .transform((text) => text.split(",").map((each) => each.trim().toLowerCase()))
    .pipe(z.array(z.enum(PROVIDERS))),
  /** A file that is touched every few seconds while this worker is able to work, for a health check to look at. */
  HEALTH_FILE: z.string().optional(),
  /** Overrides every stage's own threshold, 0..1. */
  CONFIDENCE_THRESHOLD: z.coerce.number().min(0).max(1).optional(),
  /** Largest image, width times height. 50 megapixels are 150 MB decoded. */
  MAX_IMAGE_PIXELS: wholeNumber(1, 1_000_000_000).default(50_000_000),
  /** Largest image file taken from a URL. */
  MAX_FILE_BYTES: wholeNumber(1, 10_000_000_000).default(50 * 1024 * 1024),
  /** Whether the same file under the same cascade and thresholds has its answer from where it was judged first. */
  REUSE_ANSWERS: z
    .enum(["true", "false"])
    .default("true")
    .transform((text) => text === "true"),
  /** Whether uploaded images that a stage before the last found valid stay with their batch, for a higher threshold. */
  KEEP_JUDGED_FILES: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
  /** Longest time one image may take to be decoded and judged before its process is stopped. */
  JUDGE_TIMEOUT_MS: wholeNumber(100, 3_600_000).default(60_000),
  /** From asking for a URL to its last byte, redirects included. */
  URL_FETCH_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
  /** Private networks whose addresses may be fetched from, e.g. `10.1.0.0/16,127.0.0.0/8`. */
  URL_FETCH_ALLOW_CIDRS: z.string().default(""),
  /** What webhooks are signed with; without it none are sent. */
  WEBHOOK_SECRET: z.string().min(16).optional(),
  /** Tries of a webhook; with pauses of 5, 10, 20, … s ten of them take some 45 minutes. */
  WEBHOOK_ATTEMPTS: wholeNumber(1, 20).default(10),
  /** Pause before a webhook's second try; it doubles with each. */
  WEBHOOK_FIRST_PAUSE_MS: wholeNumber(100, 3_600_000).default(5_000),
  /** Hours a finished batch is kept. */
  CLEANUP_AFTER_HOURS: z.coerce.number().min(0).default(24),
  /** Hours an unfinished batch is kept after its last progress. */
  PENDING_CLEANUP_AFTER_HOURS: z.coerce.number().min(0).default(72),
  /** Pause between two looks for batches whose time is over. */
  CLEANUP_EVERY_MS: wholeNumber(100, 86_400_000).default(600_000),
  /** Pause between two comparisons of the disk with the queue. */
  RECOVER_EVERY_MS: wholeNumber(100, 3_600_000).default(60_000),
});

export type WorkerConfig = z.infer<typeof settings>;

/** @throws {ConfigError} */
export function readWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  return readConfig(settings, env);
}

/** Images in the judging process at once: while one runs through the models, the next is decoded. */
export const INSPECTIONS_IN_FLIGHT = availableParallelism() > 1 ? 2 : 1;

/** Uploads at work at once: in the judging process, waiting for it, or with their rows on their way to disk. */
export const UPLOADS_IN_FLIGHT = 2 * INSPECTIONS_IN_FLIGHT;

/** URLs fetched, or fetched and waiting to be judged, at once. */
export const FETCHED_IN_FLIGHT = 8;
