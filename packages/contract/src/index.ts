export * from "./batch.ts";
export * from "./http.ts";
export * from "./ids.ts";
export * from "./jobs.ts";
export * from "./problem.ts";
export * from "./result.ts";
export * from "./socket.ts";
export * from "./status.ts";
