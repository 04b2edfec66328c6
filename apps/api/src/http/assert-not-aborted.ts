import type { IncomingMessage } from "node:http";
import { Problem } from "@symphony/contract";

/**
 * Call this right before a handler reads a body after it awaited something else. A request that is destroyed by then
 * never ends, and a body parser would wait for its end forever.
 */
export function assertNotAborted(request: IncomingMessage): void {
  if (request.destroyed) throw new Problem("invalid_request", "The request broke off; nothing of it was kept.");
}
