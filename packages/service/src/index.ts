export * from "./api-keys.ts";
export * from "./config.ts";
export * from "./logger.ts";
export * from "./metrics.ts";
export * from "./run.ts";
export * from "./shutdown.ts";
export * from "./standstill.ts";
export * from "./tracing.ts";
