import type { IncomingMessage, ServerResponse } from "node:http";

export interface ResponseGate {
  /** A responder of the image server that sends the image once the gate is open. */
  respond(bytes: Uint8Array): (request: IncomingMessage, response: ServerResponse) => void;
  open(): void;
}

/** Holds images back until a test has done what it wants to do in the middle of a batch. */
export function createResponseGate(): ResponseGate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    respond: (bytes) => (_request, response) =>
      void opened.then(() => response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes)),
    open: () => open(),
  };
}
