import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { entriesOf } from "./comma-list.ts";
import { fieldMessage } from "./field-messages.ts";
import { hasKeys } from "./keys/api-keys.ts";

/** Settings are wrong. The message names all of them. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from environment variables. An empty variable counts as not set. `NAME_FILE` names a file that has
 * the value of `NAME`, as is usual for secrets; such a file must not be empty.
 *
 * @throws {ConfigError} with one line for each wrong setting
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: Environment): z.infer<S> {
  const values = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, valueOf(name, env)])
      .filter(([, value]) => value !== undefined),
  );
  const parsed = schema.safeParse(values, { error: fieldMessage });
  if (parsed.success) return withRedisPassword(parsed.data);
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new ConfigError(`These settings are wrong:\n  ${lines.join("\n  ")}`);
}

/** Puts `REDIS_PASSWORD` into a `REDIS_URL` that names a user and no password. */
function withRedisPassword<T extends { REDIS_URL?: unknown; REDIS_PASSWORD?: unknown }>(data: T): T {
  const { REDIS_URL: url, REDIS_PASSWORD: password } = data;
  if (typeof url !== "string" || typeof password !== "string") return data;
  return { ...data, REDIS_URL: url.replace(/^([^/]+\/\/[^@/:]+)@/, `$1:${encodeURIComponent(password)}@`) };
}

function valueOf(name: string, env: Environment): string | undefined {
  const path = env[`${name}_FILE`];
  if (env[name] !== undefined && env[name] !== "") return env[name];
  if (path === undefined || path === "") return undefined;
  const value = readText(name, path);
  // A secret that was not filled in is no wish to go without it: a service without keys is open to all.
  if (value === "") throw new ConfigError(`${name}_FILE: ${path} is empty`);
  return value;
}

function readText(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${(error as Error).message}`, { cause: error });
  }
}

const DEFAULT_REDIS_URL = "redis://127.0.0.1:6379";

/** Settings of every process. */
export const commonSettings = {
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(\+sentinel|\+cluster)?:\/\/\S+$/,
      "must look like redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379",
    )
    .default(DEFAULT_REDIS_URL),
  /** The password of the user that `REDIS_URL` names, unless the address has it. */
  REDIS_PASSWORD: z.string().optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
};

/** Settings for mail. Without `SMTP_SERVER` no mail is sent. */
export const mailSettings = {
  SMTP_SERVER: z.hostname().optional(),
  /** Sender of mails; its host is used in Message-IDs. */
  SENDER_EMAIL: z.email().default("symphony@localhost.localdomain"),
  /** Mails to one address within an hour, across all batches. */
  MAIL_PER_RECIPIENT_PER_HOUR: z.coerce.number().int().min(1).default(20),
};

/** An integer from `min` to `max`, given as text. */
export const wholeNumber = (min: number, max: number): z.ZodCoercedNumber => z.coerce.number().int().min(min).max(max);

/** Settings of processes that browsers connect to. */
export const originSettings = {
  /** Comma-separated list of origins (`https://shop.example`) whose pages may connect. */
  ALLOWED_ORIGINS: z
    .string()
    .default("")
    .transform(entriesOf)
    .pipe(
      z.array(
        z
          .string()
          .regex(/^(\*|https?:\/\/[^/\s]+)$/, "must be a comma list of origins like https://shop.example, or *"),
      ),
    ),
};

/** Settings of processes that ask callers for an API key. */
export const apiKeySettings = {
  /** Comma-separated, `name:key` or a key alone; when set, every API and WebSocket call needs one. */
  API_KEYS: z
    .string()
    .refine(hasKeys, "a key is missing; must be keys with commas between them, each alone or as name:key")
    .default(""),
};

/** Settings of the processes between which sockets are relayed. */
export const relaySettings = {
  /** Shows the gateway that a handshake, and the address in it, come from the API of this installation. */
  RELAY_SECRET: z
    .string()
    .regex(/^[\w+/=-]{16,}$/, "must have 16 or more letters, digits and - _ + / =")
    .optional(),
};

/** The header that carries the secret. */
export const RELAY_HEADER = "x-symphony-relay";

/** Where the ledger is. Without an address it is the folder `EXPORTS_DIR`. */
export const storeSettings = {
  /** A bucket and a prefix in it, `s3://bucket/prefix`. */
  STORE_URL: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w!.*'()/-]*)?$/, "must look like s3://bucket/prefix")
    .optional(),
  /** An S3-compatible store other than AWS. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Whether the bucket is a part of the path, and not of the host name. */
  S3_FORCE_PATH_STYLE: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
  AWS_REGION: z.string().default("us-east-1"),
  /** Without them the credentials of a profile, a container or the machine count. */
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
};

/**
 * The store that a command works on: the folder or the bucket that it names, and that of the environment otherwise.
 *
 * @throws {ConfigError}
 */
export function readStoreConfig(place: string | undefined, env: Environment) {
  const isBucket = place?.startsWith("s3://") === true;
  const named =
    place === undefined ? env : { ...env, STORE_URL: isBucket ? place : undefined, STORE_URL_FILE: undefined };
  const folder = place === undefined || isBucket ? (valueOf("EXPORTS_DIR", env) ?? "exports") : place;
  return { ...readConfig(z.object(storeSettings), named), EXPORTS_DIR: folder };
}

/**
 * For commands that begin no store: opening one makes its folder, and a mistyped one would be new and healthy.
 *
 * @throws {ConfigError} when the folder does not exist
 */
export function assertStoreExists({ STORE_URL, EXPORTS_DIR }: ReturnType<typeof readStoreConfig>): void {
  if (STORE_URL === undefined && !existsSync(EXPORTS_DIR)) throw new ConfigError(`${EXPORTS_DIR} does not exist.`);
}

/** The collector of traces. Without it nothing is traced. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
};

/** The host part of a mail address. */
export const mailHostOf = (sender: string): string => sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
