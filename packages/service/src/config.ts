import { z } from "zod";

/** A setting is wrong: the message names every one of them and is all an operator needs. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Reads settings from environment variables. An empty variable counts as not set.
 *
 * @throws {ConfigError} one line for each wrong setting
 */
export function readConfig<S extends z.ZodType>(schema: S, env: Readonly<Record<string, string | undefined>>): z.infer<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new ConfigError(`These settings are wrong:\n  ${lines.join("\n  ")}`);
}

export const DEFAULT_REDIS_URL = "redis://127.0.0.1:6379";

/** What every process needs. */
export const commonSettings = {
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must look like redis://host:6379 or rediss://host:6379" }).default(DEFAULT_REDIS_URL),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
};

/** A whole number from `min` to `max`, given as text. */
export const wholeNumber = (min: number, max: number): z.ZodCoercedNumber => z.coerce.number().int().min(min).max(max);
