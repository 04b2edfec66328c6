import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Problem } from "@symphony/contract";
import { assertNotAborted } from "../http/assert-not-aborted.ts";

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The unpacked bytes of a body. A reader may stop early and respond. */
export async function* inflated(request: IncomingMessage): AsyncGenerator<Buffer> {
  const coding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
  const decoder = DECODERS[coding]?.();
  if (decoder === undefined && coding !== "identity")
    throw new Problem("unsupported_media_type", "Send the body unpacked, or as gzip, deflate or br.");
  assertNotAborted(request);
  // A request that is destroyed with its reader could not be responded to.
  const body = decoder === undefined ? request.iterator({ destroyOnReturn: false }) : request.pipe(decoder);
  const onClose = (): void => void (request.readableEnded || decoder?.destroy(new Error("the request broke off")));
  request.once("close", onClose);
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    throw new Problem("invalid_request", "The body broke off or is damaged; nothing of it was kept.", { cause: error });
  } finally {
    request.off("close", onClose);
    decoder?.destroy();
  }
}
