import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;

beforeAll(async () => {
  system = await startSystem({ workers: 2, env: { LOG_LEVEL: "debug" } });
});
afterAll(() => system.stop());

const scrape = async (): Promise<string> => (await fetch(`${system.url}/metrics`)).text();

/** The sum of a metric's series that have these labels. */
function sumOf(text: string, name: string, labels: Record<string, string> = {}): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const mine = lines.filter((line) =>
    Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)),
  );
  return mine.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

test("one endpoint has the metrics of every process", async () => {
  const caller = createCaller(system.url);
  const listener = await listen(`${system.wsUrl}/ws/counting`);
  // All files differ: equal ones would get a cached result.
  const files = await Promise.all(
    Array.from({ length: 8 }, async (_, i): Promise<[string, Uint8Array]> => [`${i}.jpg`, await markedPicture(i)]),
  );
  const { batch_id: id } = await caller.submit(
    formOf([...files, ["bad.jpg", Buffer.from("no image")]], { chunkSize: "1" }),
  );
  await caller.untilDone(id);
  await until(
    async () => sumOf(await scrape(), "symphony_items_total") === 9 && sumOf(await scrape(), "symphony_sockets") === 1,
    "every process has reported",
  );
  const text = await scrape();
  expect(sumOf(text, "symphony_items_total", { verdict: "Valid", stage: "red-patch" })).toBe(8);
  expect(sumOf(text, "symphony_items_total", { verdict: "Error", category: "not_an_image" })).toBe(1);
  expect(sumOf(text, "symphony_stage_seconds_count", { stage: "red-patch" })).toBe(8);
  expect(sumOf(text, "symphony_item_seconds_count", { kind: "files" })).toBe(9);
  expect(sumOf(text, "symphony_workers_ready")).toBe(2);
  expect(sumOf(text, "symphony_redis_up")).toBe(1);
  expect(sumOf(text, "symphony_queue_jobs", { queue: "chunks", state: "waiting" })).toBe(0);
  expect(sumOf(text, "symphony_exports_free_bytes")).toBeGreaterThan(1_000_000);
  expect(
    sumOf(text, "symphony_http_requests_total", { method: "POST", route: "/api/check-logo/batch", status: "200" }),
  ).toBe(1);
  expect(new Set([...text.matchAll(/process_cpu_seconds_total\{service="(\w+)"/g)].map((match) => match[1]))).toEqual(
    new Set(["api", "gateway", "worker"]),
  );
  // The Prometheus format: every line is a comment or a sample, and each metric is described once.
  const lines = text.split("\n").filter((line) => line !== "");
  expect(
    lines.filter(
      (line) =>
        !/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)*\})? [-+]?[\d.eE+-]+|\w+\{.*\} (Nan|NaN|\+Inf))$/.test(line),
    ),
  ).toEqual([]);
  const described = lines.filter((line) => line.startsWith("# TYPE")).map((line) => line.split(" ")[2]);
  expect(new Set(described).size).toBe(described.length);
  listener.close();
});

test("the Grafana dashboard queries only metrics that exist", async () => {
  const text = await scrape();
  const dashboard = await readFile(
    fileURLToPath(new URL("../../deploy/helm/symphony/dashboards/symphony.json", import.meta.url)),
    "utf8",
  );
  const { panels } = JSON.parse(dashboard) as { panels: Array<{ targets?: Array<{ expr: string }> }> };
  const queried = panels
    .flatMap((panel) => panel.targets ?? [])
    .flatMap(({ expr }) => expr.match(/\b(symphony|nodejs|process)_\w+/g) ?? []);
  expect(queried.length).toBeGreaterThan(10);
  // A metric without events has no series yet, but a description.
  expect(queried.filter((name) => !text.includes(`# TYPE ${name.replace(/_(bucket|count|sum)$/, "")} `))).toEqual([]);
});

test("logs have batch, chunk and item with their durations, and no secrets", async () => {
  const caller = createCaller(system.url);
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  await fetch(`${system.url}/api/check-logo/batch/${id}/status?api_key=very-secret`, {
    headers: { "x-api-key": "very-secret", authorization: "Basic very-secret" },
  });
  const lines = (): Array<Record<string, unknown>> =>
    [system.api, ...system.workers]
      .flatMap((each) => each.output().split("\n"))
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const find = (msg: string, more: object): Promise<void> =>
    until(
      () =>
        lines().some(
          (line) => line["msg"] === msg && Object.entries(more).every(([key, value]) => line[key] === value),
        ),
      `${msg} is logged`,
    );
  await find("item:done", { batch: id, item: 0, verdict: "Valid" });
  await find("chunk:done", { batch: id, chunk: 0, items: 1 });
  await until(
    () =>
      lines().some(
        (line) => (line["req"] as { path?: string } | undefined)?.path === `/api/check-logo/batch/${id}/status`,
      ),
    "the request is logged",
  );
  const item = lines().find((line) => line["msg"] === "item:done" && line["batch"] === id);
  expect(item?.["ms"]).toEqual(expect.any(Number));
  expect(system.api.output()).not.toContain("very-secret");
});

test("F-49: the metrics report a missing Redis, and a configured token is required", async () => {
  await system.redis.stop();
  // The numbers of a moment ago may be shown once more.
  await until(async () => sumOf(await scrape(), "symphony_redis_up") === 0, "the missing Redis is reported");
  expect(await scrape()).toContain("symphony_http_requests_total");
  await system.redis.restart();
  await system.api.end("SIGTERM");
  const guarded = await startSystem({ workers: 0, waitReady: false, env: { METRICS_TOKEN: "scraper" } });
  await guarded.untilAnswering();
  const statusWith = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${guarded.url}/metrics`, { headers })).status;
  expect([
    await statusWith({}),
    await statusWith({ authorization: "Bearer wrong" }),
    await statusWith({ authorization: "Bearer scraper" }),
  ]).toEqual([401, 401, 200]);
  await guarded.stop();
});
