import { pino } from "pino";
import type { Logger } from "pino";
import { errorFacts } from "./error-facts.ts";

export type { Logger } from "pino";

/** A JSON-lines logger on standard output. Event names are `noun:verb`; addresses and keys never get out. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFacts },
    redact: { paths: ["email", "*.email", "api_key", "*.api_key", "req.headers", "password"], censor: "[hidden]" },
  });
}
