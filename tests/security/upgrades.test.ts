import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { handshake, rawResponse, statusesOf, textOf } from "./raw-http.ts";

const SOCKETS_PER_CLIENT = 20;
let system: System;
let port: number;
beforeAll(async () => {
  system = await startSystem({
    workers: 0,
    waitReady: false,
    env: { RELAY_SECRET: "a-secret-of-this-test", MAX_SOCKETS_PER_CLIENT: String(SOCKETS_PER_CLIENT) },
  });
  port = Number(new URL(system.url).port);
  await system.untilAnswering();
  await until(() => system.gateway.output().includes("gateway:up"), "the gateway is up");
});
afterAll(() => system.stop());

const JAVA = [
  "Connection: Upgrade, HTTP2-Settings",
  "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
  "Upgrade: h2c",
];

test.each([
  ["h2c of Java's client", "GET /healthz", JAVA, "", "200"],
  ["h2c of curl", "GET /openapi.json", JAVA.toReversed(), "", "200"],
  ["WebSockets on another path", "GET /healthz", ["Upgrade: websocket", "Connection: Upgrade"], "", "200"],
  [
    "another protocol on the path of sockets",
    "GET /ws/someone",
    ["Upgrade: tls/1.0", "Connection: Upgrade"],
    "",
    "404",
  ],
  [
    "h2c with a body",
    "POST /api/start-batch",
    [...JAVA, "Content-Type: application/json", "Content-Length: 18"],
    '{"client_id":"me"}',
    "201",
  ],
])("F-59: an upgrade is ignored: %s", async (_what, line, headers, body, status) => {
  const request = [`${line} HTTP/1.1`, "Host: x", ...headers, "", body].join("\r\n");
  // Twice on one connection: it goes on as HTTP/1.1.
  const socket = connect(port, "127.0.0.1", () => void socket.write(request));
  socket.setTimeout(1_500, () => socket.destroy());
  socket.once("data", () => void setTimeout(() => socket.write(request), 100));
  expect(statusesOf(await textOf(socket))).toEqual([status, status]);
});

test("F-59: the body of such a request may come later and in parts", async () => {
  const head = [
    "POST /api/start-batch HTTP/1.1",
    "Host: x",
    ...JAVA,
    "Content-Type: application/json",
    "Transfer-Encoding: chunked",
  ];
  const socket = connect(port, "127.0.0.1");
  const text = textOf(socket);
  for (const part of [[...head, "", ""].join("\r\n"), '5\r\n{"cli\r\n', 'd\r\nent_id":"me"}\r\n', "0\r\n\r\n"]) {
    socket.write(part);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  setTimeout(() => socket.end(), 500);
  expect(statusesOf(await text)).toEqual(["201"]);
});

const FORGED = "GET /ws/victim HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 192.0.2.1\r\n\r\n";

test("F-60: only a complete handshake with nothing behind it reaches the gateway", async () => {
  expect(statusesOf(await rawResponse(port, handshake("/ws/me")))).toEqual(["101"]);
  const many = Array.from({ length: 2_500 }, (_, i) => `a${i % 10}:1`);
  const wrong = [
    handshake("/ws/me") + FORGED,
    handshake("/ws/me").replace("upgrade: websocket\r\n", `${many.join("\r\n")}\r\nupgrade: websocket\r\n`) + FORGED,
    handshake(
      "/ws/me",
      Array.from({ length: 200 }, (_, i) => `x-${i}: 1`),
    ),
    handshake("/ws/me", ["content-length: 5"]) + "hello",
    handshake("/ws/me", ["transfer-encoding: chunked"]) + "0\r\n\r\n",
    handshake("/ws/me", ["sec-websocket-key: other"]),
    handshake("/ws/me").replace("GET", "POST"),
    handshake("/ws/me").replace("sec-websocket-version: 13", "sec-websocket-version: 7"),
    handshake("/ws/me").replace("dGhlIHNhbXBsZSBub25jZQ==", "short"),
  ];
  for (const bytes of wrong) {
    const statuses = statusesOf(await rawResponse(port, bytes));
    expect([bytes.slice(0, 300), statuses.length <= 1 && statuses.every((status) => /^4\d\d$/.test(status))]).toEqual([
      bytes.slice(0, 300),
      true,
    ]);
  }
});

test("F-60: the gateway takes sockets from its API alone, and one request from a connection", async () => {
  expect(
    statusesOf(await rawResponse(system.gatewayPort, handshake("/ws/me", ["x-forwarded-for: 192.0.2.7"]))),
  ).toEqual(["403"]);
  expect(statusesOf(await rawResponse(system.gatewayPort, FORGED + FORGED))).toEqual(["404"]);
  const own = handshake("/ws/me", ["x-symphony-relay: a-secret-of-this-test"]);
  expect(statusesOf(await rawResponse(system.gatewayPort, own + FORGED))).toEqual(["400"]);
  expect(statusesOf(await rawResponse(system.gatewayPort, own))).toEqual(["101"]);
});

test("F-84: many sockets of one client at once never pass the limit, and places become free", async () => {
  const open = (): Promise<WebSocket | undefined> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${system.wsUrl}/ws/crowd`);
      socket.on("open", () => resolve(socket)).on("error", () => resolve(undefined));
    });
  for (let round = 0; round < 2; round += 1) {
    const sockets = (await Promise.all(Array.from({ length: 300 }, open))).filter((socket) => socket !== undefined);
    expect(sockets).toHaveLength(SOCKETS_PER_CLIENT);
    for (const socket of sockets) socket.terminate();
    await until(
      async () => (await open().then((socket) => (socket?.terminate(), socket))) !== undefined,
      "places are free",
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
});

test("F-84: a stopped gateway shows in the readiness, and its sockets are refused", async () => {
  const gateway = async (): Promise<{ ok: boolean; detail: string }> =>
    ((await (await fetch(`${system.url}/readyz`)).json()) as { checks: { gateway: { ok: boolean; detail: string } } })
      .checks.gateway;
  expect(await gateway()).toEqual({ ok: true, detail: "responds" });
  system.gateway.child.kill("SIGSTOP");
  try {
    await until(async () => !(await gateway()).ok, "the gateway is missed");
    expect((await gateway()).detail).toContain("the gateway");
    expect(statusesOf(await rawResponse(port, handshake("/ws/me"), 20_000))).toEqual(["504"]);
  } finally {
    system.gateway.child.kill("SIGCONT");
  }
  await until(async () => (await gateway()).ok, "the gateway answers again");
}, 60_000);

test("F-60: without a secret of its own, the gateway believes a forwarded address by the password of Redis", async () => {
  const own = await startSystem({
    workers: 0,
    waitReady: false,
    env: { RATE_LIMIT_SOCKETS_PER_MINUTE: "5", TRUST_PROXY: "1" },
    redisUser: { password: "a-password-of-this-test", rights: ["~*", "&*", "+@all"] },
  });
  try {
    await own.untilAnswering();
    await until(() => own.gateway.output().includes("gateway:up"), "the gateway is up");
    const from = (n: number): string => handshake("/ws/me", [`x-forwarded-for: 192.0.2.${n}`]);
    const ask = async (at: number): Promise<string[]> => {
      const texts = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => rawResponse(at, from(n))));
      return texts.flatMap(statusesOf).toSorted();
    };
    // The API says who each of them is.
    expect(await ask(Number(new URL(own.url).port))).toEqual(Array.from({ length: 8 }, () => "101"));
    // Those that come by another way count as one, whatever they write into the header.
    expect(await ask(own.gatewayPort)).toEqual([...Array.from({ length: 5 }, () => "101"), "429", "429", "429"]);
  } finally {
    await own.stop();
  }
});
