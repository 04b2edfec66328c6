import type { ServerEvent } from "@symphony/contract";

const EVENTS = new Set([
  "connected",
  "progress",
  "retry_start",
  "complete",
  "error",
  "status",
  "review",
  "heartbeat_ack",
]);

/** The event in a socket message, or `undefined` for anything this page does not know. */
export function decodeFrame(text: unknown): ServerEvent | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value = JSON.parse(text) as { event?: unknown } | null;
    return typeof value?.event === "string" && EVENTS.has(value.event) ? (value as ServerEvent) : undefined;
  } catch {
    return undefined;
  }
}
