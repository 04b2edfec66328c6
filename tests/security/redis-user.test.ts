import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "@jest/globals";
import { openRedis } from "@symphony/messaging";
import { basicAuth, createCaller, formOf, listen } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
/** The rights of the user in docker-compose.yml. */
const rights = (/--user symphony on >\S+ (.*)$/m.exec(read("docker-compose.yml"))?.[1] ?? "").split(" ");
const PASSWORD = "for-this-test-only";

let system: System | undefined;
afterEach(() => system?.stop());

test("docs/operations.md has the same rights", () => {
  expect(rights.length).toBeGreaterThan(5);
  expect(read("docs/operations.md")).toContain(`user symphony on >… ${rights.join(" ")}`);
});

test("the Redis user of the processes may do what batches, progress, control, metrics and the dashboard need, and no more", async () => {
  system = await startSystem({
    redisUser: { password: PASSWORD, rights },
    env: { ADMIN_PASSWORD: "for-this-test-only" },
  });
  const caller = createCaller(system.url);
  const follower = await listen(`${system.wsUrl}/ws/acl-client`);
  const files = (await picturesOf(12)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  const { batch_id } = await caller.submit(formOf(files, { client_id: "acl-client" }));
  for (const step of ["pause", "resume"]) await caller.post(`/api/batches/${batch_id}/${step}`, {});
  await caller.untilDone(batch_id);
  await until(() => follower.of("complete").length === 1, "the complete event arrives");
  expect((await fetch(`${system.url}/metrics`)).status).toBe(200);
  const { authorization } = basicAuth("admin", "for-this-test-only");
  expect((await fetch(`${system.url}/admin/queues/api/queues`, { headers: { authorization } })).status).toBe(200);
  // A missing right would be in the log of the process that needed it.
  expect([system.api, system.gateway, ...system.workers].map((each) => each.output()).join("")).not.toContain("NOPERM");
  follower.close();

  const redis = openRedis(system.redis.url.replace("//", `//symphony:${PASSWORD}@`), "queue", () => undefined);
  const forbidden = [
    ["FLUSHALL"],
    ["FLUSHDB"],
    ["KEYS", "*"],
    ["CONFIG", "GET", "*"],
    ["CONFIG", "SET", "maxmemory", "1"],
    ["ACL", "LIST"],
    ["SHUTDOWN"],
    ["DEBUG", "SLEEP", "0"],
    ["GET", "foreign"],
    ["SET", "foreign", "x"],
    ["PUBLISH", "foreign", "x"],
    ["SUBSCRIBE", "foreign"],
    ["CLIENT", "KILL", "TYPE", "normal"],
  ];
  for (const [name, ...more] of forbidden) await expect(redis.call(name as string, ...more)).rejects.toThrow("NOPERM");
  redis.disconnect();
}, 60_000);
