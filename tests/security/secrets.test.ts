import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { basicAuth, formOf } from "@symphony/test-support/client";
import { image, startImageServer, status } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer } from "@symphony/test-support/mail-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

/** All different, so that a leaked one can be named. */
const SECRETS = {
  apiKey: "secret-api-key-1",
  wrongKey: "secret-wrong-key-2",
  redis: "secret-redis-3",
  smtp: "secret-smtp-4",
  admin: "secret-admin-5",
  wrongAdmin: "secret-guess-6",
  webhook: "secret-webhook-of-16-letters-7",
  metrics: "secret-metrics-8",
  signedUrl: "secret-signature-9",
  email: "secret-person@example.com",
  hook: "secret-hook-path-10",
};

let system: System;
let mailServer: MailServer;
let web: ImageServer;

beforeAll(async () => {
  mailServer = await startMailServer();
  web = await startImageServer({
    "/i/*": image(await markedPicture(), 200),
    "/gone/*": status(404),
    "/broken/*": status(500),
    [`/${SECRETS.hook}/*`]: status(500),
  });
  system = await startSystem({
    redisUser: { password: SECRETS.redis, rights: ["~*", "&*", "+@all"] },
    env: {
      LOG_LEVEL: "trace",
      API_KEYS: SECRETS.apiKey,
      ADMIN_PASSWORD: SECRETS.admin,
      METRICS_TOKEN: SECRETS.metrics,
      WEBHOOK_SECRET: SECRETS.webhook,
      WEBHOOK_FIRST_PAUSE_MS: "500",
      URL_FETCH_TIMEOUT_MS: "2000",
      // The mail server of the tests refuses passwords over plain connections: every attempt logs an error.
      SMTP_SERVER: "127.0.0.1",
      SMTP_PORT: String(mailServer.port),
      SMTP_SECURITY: "none",
      SMTP_USERNAME: "robot",
      SMTP_PASSWORD: SECRETS.smtp,
      SMTP_TIMEOUT_MS: "5000",
    },
  });
}, 60_000);
afterAll(async () => {
  await system.stop();
  await mailServer.close();
  await web.close();
});

const logs = (): string => [system.api, system.gateway, ...system.workers].map((each) => each.output()).join("\n");
const secretsIn = (text: string): string[] =>
  Object.entries(SECRETS)
    .filter(([, secret]) => text.includes(secret))
    .map(([name]) => name);
const request = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(`${system.url}${path}`, { method, headers });

const READ: Record<string, (key: string) => string[]> = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
  list: (key) => ["LRANGE", key, "0", "-1"],
  set: (key) => ["SMEMBERS", key],
  zset: (key) => ["ZRANGE", key, "0", "-1"],
  stream: (key) => ["XRANGE", key, "-", "+"],
};

/** Everything in Redis, with its jobs. */
async function redisText(): Promise<string> {
  const parts: string[] = [];
  for (const key of (await system.redis.command("KEYS", "*")) as string[]) {
    const read = READ[String(await system.redis.command("TYPE", key))];
    parts.push(key, JSON.stringify(read === undefined ? "" : await system.redis.command(...read(key))));
  }
  return parts.join("\n");
}

test("no key, password, signed URL or e-mail address gets into logs or Redis, whatever fails", async () => {
  const headers = { "x-api-key": SECRETS.apiKey, "content-type": "application/json" };
  const send = async (path: string, body: unknown): Promise<Record<string, string>> =>
    (await (
      await fetch(`${system.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) })
    ).json()) as Record<string, string>;
  const query = `?X-Amz-Signature=${SECRETS.signedUrl}`;
  const { batch_id } = await send("/api/start-batch", {
    email: SECRETS.email,
    webhook_url: `${web.url}/${SECRETS.hook}/x${query}`,
  });
  await send("/api/check-logo/batch/", {
    batch_id,
    image_paths: [
      `${web.url}/i/1.jpg${query}`,
      `${web.url}/gone/2.jpg${query}`,
      `${web.url}/broken/3.jpg${query}`,
      `http://10.0.0.1/${query}`,
      `nonsense${query}`,
      ...Array.from({ length: 15 }, (_, i) => `${web.url}/i/${i}.jpg${query}`),
    ],
  });
  const whileRunning = await redisText();
  expect(whileRunning).toContain(batch_id);
  expect(secretsIn(whileRunning)).toEqual([]);

  // Right and wrong keys, as header and as parameter, on routes that exist and that do not.
  for (const key of [SECRETS.apiKey, SECRETS.wrongKey]) {
    await request(`/api/check-logo/batch/${batch_id}/status?api_key=${key}`);
    await request(`/api/nothing?api_key=${key}`, { "x-api-key": key });
    await request(`/ws/x?api_key=${key}`);
    await fetch(`${system.url}/api/check-logo/batch/?api_key=${key}`, {
      method: "POST",
      body: formOf([["a.jpg", await markedPicture(3)]]),
    });
  }
  for (const password of [SECRETS.admin, SECRETS.wrongAdmin]) {
    await request("/admin/queues/", basicAuth("admin", password));
    await fetch(`${system.url}/api/admin/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "admin", password }),
    });
  }
  await request("/metrics", { authorization: `Bearer ${SECRETS.metrics}` });
  await until(
    async () =>
      ((await (await request(`/api/check-logo/batch/${batch_id}/status`, headers)).json()) as { status: string })
        .status === "completed",
    "the batch is done",
    60_000,
  );
  await until(
    () => /EAUTH|AUTH|Invalid login/.test(logs()) && logs().includes("webhook:rejected"),
    "mail and webhook were attempted",
  );
  expect(secretsIn(await redisText())).toEqual([]);

  // Redis refuses the password from now on: every disconnected process logs why, again and again.
  await system.redis.command("ACL", "SETUSER", "symphony", "resetpass", ">another");
  await system.redis.command("CLIENT", "KILL", "USER", "symphony");
  await until(
    () => [system.api, system.gateway, ...system.workers].every((each) => each.output().includes("WRONGPASS")),
    "the processes log it",
  );
  await send("/api/check-logo/batch/", { image_paths: [`${web.url}/i/20.jpg${query}`] });
  expect(secretsIn(logs())).toEqual([]);
}, 120_000);
