import type { IncomingMessage } from "node:http";

/** What a caller that is refused may still send: a form of a few photos, in a moment. */
const DRAIN_MAX_BYTES = 4 * 1024 * 1024;
const DRAIN_MAX_MS = 2_000;

/**
 * Reads on in a body that nobody wants, up to a limit. A connection closed with bytes unread is reset, and the
 * caller, who is still sending, sees the reset and not the answer that says what was wrong.
 */
export async function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    let left = DRAIN_MAX_BYTES;
    const timer = setTimeout(resolve, DRAIN_MAX_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.on("data", (part: Buffer) => {
      left -= part.length;
      if (left < 0) end();
    });
    request.once("end", end).once("close", end).once("error", end);
    request.resume();
  });
  request.pause();
}
