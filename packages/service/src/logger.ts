import { pino } from "pino";
import type { Logger } from "pino";
import { errorFacts } from "./error-facts.ts";

export type { Logger } from "pino";

/** Logs JSON lines to standard output. Messages are `noun:verb`; mail addresses and keys are redacted. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFacts },
    redact: { paths: ["email", "*.email", "api_key", "*.api_key", "req.headers", "password"], censor: "[hidden]" },
  });
}

/** Logs warnings of Node and of libraries like everything else; Node prints them as plain text. */
export function logWarnings(logger: Logger): void {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => logger.warn({ err: warning }, "process:warning"));
}
