import type { IncomingMessage, Server } from "node:http";

/** Time over which the speed is measured: a sender may pause for a while. */
const WINDOW_MS = 30_000;

interface Measured {
  bytes: number;
  since: number;
}

/**
 * Closes the connections of requests whose body comes more slowly than `minBytesPerS`, on every route. A body that
 * waits because this process does not read it is not its sender's fault.
 */
export function requireBodySpeed(server: Server, minBytesPerS: number, windowMs = WINDOW_MS): void {
  if (minBytesPerS === 0) return;
  const reading = new Map<IncomingMessage, Measured>();
  const check = (): void => {
    const now = Date.now();
    for (const [request, last] of reading) {
      if (request.complete || request.destroyed) {
        reading.delete(request);
        continue;
      }
      const ms = now - last.since;
      if (ms < windowMs) continue;
      const bytes = request.socket.bytesRead;
      const waits = request.isPaused() || request.readableLength > 0;
      if (!waits && (bytes - last.bytes) * 1_000 < minBytesPerS * ms) request.socket.destroy();
      else reading.set(request, { bytes, since: now });
    }
  };
  const timer = setInterval(check, windowMs / 5);
  server.on("close", () => clearInterval(timer));
  server.prependListener("request", (request: IncomingMessage) => {
    if (request.headers["transfer-encoding"] === undefined && Number(request.headers["content-length"] ?? 0) === 0)
      return;
    reading.set(request, { bytes: request.socket.bytesRead, since: Date.now() });
    request.once("close", () => reading.delete(request));
  });
}
