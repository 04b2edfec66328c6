import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { inflated } from "./inflated.ts";

const BODY = gzipSync("a list of addresses");

/** Reads the body of a request whose client is gone by then. @param sent how much of the body it sent before */
async function readAfterClose(sent: number): Promise<unknown> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const headers = { "content-encoding": "gzip", "content-length": String(BODY.length) };
  const client = send({ port, host: "127.0.0.1", method: "POST", headers }).on("error", () => undefined);
  client.write(BODY.subarray(0, sent));
  const [request] = (await once(server, "request")) as [IncomingMessage];
  request.on("error", () => undefined);
  await sleep(50);
  const closed = new Promise((resolve) => void request.once("close", resolve));
  client.destroy();
  await closed;
  const read = (async () => {
    for await (const part of inflated(request)) expect(part.length).toBeGreaterThan(0);
    return "read";
  })().catch((error: Error) => error.message);
  const outcome = await Promise.race([read, sleep(2_000, "hangs")]);
  server.close();
  return outcome;
}

test.each([0, 5, BODY.length])("the body of a client that has gone after %i bytes ends with an error", async (sent) => {
  expect(await readAfterClose(sent)).toMatch(/broke off/);
});
