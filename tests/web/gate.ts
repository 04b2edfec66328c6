import type { Responder } from "@symphony/test-support/image-server";

export interface AdminAuthenticator {
  /** Answers with the image once the gate is open. */
  answer(bytes: Uint8Array): Responder;
  open(): void;
}

/** Keeps images back until a test has done what it wants to do in the middle of a batch. */
export function createAdminAuthenticator(): AdminAuthenticator {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    answer: (bytes) => (_request, response) =>
      void opened.then(() => response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes)),
    open: () => open(),
  };
}
