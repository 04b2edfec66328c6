import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { WebhookLog, WebhookPayload } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const SECRET = "a secret of sixteen or more";
const QUICK = { WEBHOOK_SECRET: SECRET, WEBHOOK_ATTEMPTS: "3", WEBHOOK_FIRST_PAUSE_MS: "100", RECOVER_EVERY_MS: "500" };

interface ReceivedRequest {
  headers: IncomingHttpHeaders;
  body: string;
}

let system: System;
let caller: Caller;
let receiver: Server;
let received: ReceivedRequest[];
/** The statuses of the receiver's responses, in order; the last one repeats. */
let statuses: number[];
let hook: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response
        .writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204, {
          location: "http://169.254.169.254/",
        })
        .end("secret of the receiver");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  system = await startSystem({ env: QUICK });
  caller = createCaller(system.url);
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  await system.stop();
  receiver.close();
});

const logOf = (id: string): Promise<WebhookLog> => caller.getJson(`/api/batches/${id}/webhook`);
const untilState = (id: string, state: WebhookLog["state"]): Promise<void> =>
  until(async () => (await logOf(id)).state === state, `the webhook is ${state}`);

test("the webhook of a finished batch is signed and sent until it is accepted, and the log lists the attempts", async () => {
  statuses = [503, 302, 204];
  const { batch_id: id } = await caller.submit(
    formOf([["a.jpg", await markedPicture()]], { webhook_url: hook, client_id: "shop" }),
  );
  await untilState(id, "delivered");
  expect(received).toHaveLength(3);
  for (const { headers, body } of received) {
    const expected = createHmac("sha256", SECRET).update(`${headers["x-symphony-timestamp"]}.${body}`).digest("hex");
    expect(headers["x-symphony-signature"]).toBe(`sha256=${expected}`);
    expect(Math.abs(Number(headers["x-symphony-timestamp"]) - Date.now() / 1000)).toBeLessThan(60);
    const payload = JSON.parse(body) as WebhookPayload;
    expect(payload).toMatchObject({
      event: "batch.completed",
      batch_id: id,
      client_id: "shop",
      delivery: `${id}.0`,
      counts: { total: 1, valid: 1 },
    });
    expect(headers["x-symphony-delivery"]).toBe(payload.delivery);
    expect((await fetch(`${system.url}${payload.links.csv}`)).status).toBe(200);
  }
  const log = await logOf(id);
  expect(log).toMatchObject({
    webhook_url: hook,
    attempts: [{ http_status: 503 }, { http_status: 302 }, { http_status: 204, error: null }],
  });
  expect(JSON.stringify(log)).not.toContain("secret of the receiver");
});

test("an emptied Redis and killed workers between two attempts lose nothing", async () => {
  statuses = [500];
  const id = await caller.startBatch({ webhook_url: hook });
  expect(await logOf(id)).toMatchObject({ state: "waiting", attempts: [] });
  await caller.submit(formOf([["a.jpg", await markedPicture()]], { batch_id: id }));
  await until(() => received.length > 0, "the first attempt arrives");
  await Promise.all(system.workers.map((worker) => worker.end("SIGKILL")));
  await system.redis.command("FLUSHALL");
  statuses = [200];
  system.startWorker();
  await untilState(id, "delivered");
  const count = received.length;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(received).toHaveLength(count);
});

test("a receiver that never accepts gets a limited number of attempts, and one that is gone gets one", async () => {
  statuses = [500];
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]], { webhook_url: hook }));
  await untilState(id, "failed");
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(received).toHaveLength(3);
  statuses = [410];
  const { batch_id: gone } = await caller.submit({ image_paths: ["http://127.0.0.1:1/a.jpg"], webhook_url: hook });
  await untilState(gone, "failed");
  expect((await logOf(gone)).attempts).toHaveLength(1);
});

test("a webhook to a network that is not allowed is not sent", async () => {
  statuses = [204];
  for (const url of ["http://169.254.169.254/latest/meta-data", "http://[::1]:9/", "http://10.0.0.1/"]) {
    const { batch_id: id } = await caller.submit({ image_paths: ["http://127.0.0.1:1/a.jpg"], webhook_url: url });
    await untilState(id, "failed");
    expect((await logOf(id)).attempts).toMatchObject([
      { http_status: null, error: "The address is not a public one." },
    ]);
  }
  // Without the loopback network in the list, the receiver of this test is refused too.
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  system.startWorker({ URL_FETCH_ALLOW_CIDRS: "" });
  for (const url of [hook, hook.replace("127.0.0.1", "localhost")]) {
    const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]], { webhook_url: url }));
    await untilState(id, "failed");
  }
  expect(received).toEqual([]);
});

test("invalid webhook URLs are refused, and all of them when no secret is configured", async () => {
  const unconfigured = await startSystem({ workers: 0, waitReady: false });
  await unconfigured.untilAnswering();
  const other = createCaller(unconfigured.url);
  for (const webhook_url of ["nonsense", "ftp://x.test/", "http://user:word@x.test/"]) {
    const response = await other.post("/api/start-batch", { webhook_url });
    expect([response.status, await response.json()]).toMatchObject([400, { code: "invalid_request" }]);
  }
  for (const response of [
    await other.post("/api/start-batch", { webhook_url: hook }),
    await other.post("/api/check-logo/batch/", { image_paths: ["http://x.test/"], webhook_url: hook }),
  ]) {
    expect([response.status, await response.json()]).toMatchObject([400, { code: "webhooks_not_configured" }]);
  }
  const id = await other.startBatch({});
  expect(await other.getJson(`/api/batches/${id}/webhook`)).toEqual({
    batch_id: id,
    webhook_url: null,
    state: "none",
    attempts: [],
  });
  await unconfigured.stop();
});
