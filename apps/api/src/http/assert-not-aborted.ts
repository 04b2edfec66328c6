import type { IncomingMessage } from "node:http";
import { Problem } from "@symphony/contract";

/**
 * To be called right before a body is read by a handler that waited for something else first: parsers wait for
 * the end of a request that is gone already, and would for ever.
 */
export function assertNotAborted(request: IncomingMessage): void {
  if (request.destroyed) throw new Problem("invalid_request", "The request broke off; nothing of it was kept.");
}
