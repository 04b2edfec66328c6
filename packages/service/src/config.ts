import { readFileSync } from "node:fs";
import { z } from "zod";
import { entriesOf } from "./comma-list.ts";

/** A setting is wrong: the message names every one of them and is all an operator needs. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from environment variables. An empty variable counts as not set; any setting may stand in a
 * file instead, which the variable with `_FILE` behind the setting's name points to: that is how secrets come.
 *
 * @throws {ConfigError} one line for each wrong setting
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: Environment): z.infer<S> {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, valueOf(name, env)])
      .filter(([, value]) => value !== undefined),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new ConfigError(`These settings are wrong:\n  ${lines.join("\n  ")}`);
}

function valueOf(name: string, env: Environment): string | undefined {
  const path = env[`${name}_FILE`];
  if (env[name] !== undefined && env[name] !== "") return env[name];
  if (path === undefined || path === "") return undefined;
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${(error as Error).message}`, { cause: error });
  }
}

export const DEFAULT_REDIS_URL = "redis://127.0.0.1:6379";

/** What every process needs. */
export const commonSettings = {
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(\+sentinel|\+cluster)?:\/\/\S+$/,
      "must look like redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379",
    )
    .default(DEFAULT_REDIS_URL),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
};

/** What whoever sends mail, or promises one, needs. No mail goes out without `SMTP_SERVER`. */
export const mailSettings = {
  SMTP_SERVER: z.hostname().optional(),
  /** The address mails come from; its host is that of their Message-IDs. */
  SENDER_EMAIL: z.email().default("symphony@localhost.localdomain"),
  /** Most mails to one address within an hour: nobody is to be flooded with our help. */
  MAIL_PER_RECIPIENT_PER_HOUR: z.coerce.number().int().min(1).default(20),
};

/** A whole number from `min` to `max`, given as text. */
export const wholeNumber = (min: number, max: number): z.ZodCoercedNumber => z.coerce.number().int().min(min).max(max);

/** What serves pages of other origins needs. */
export const originSettings = {
  /** Comma list of origins (`https://shop.example`) whose pages may call us from a browser. */
  ALLOWED_ORIGINS: z
    .string()
    .default("")
    .transform(entriesOf)
    .pipe(
      z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, "must be a comma list of origins like https://shop.example")),
    ),
};

/** Where traces go; without it there are none. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
};

/** The host in the Message-IDs of mails from this address. */
export const mailHostOf = (sender: string): string => sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
