import { expect, test } from "@jest/globals";
import { createMetrics } from "./metrics.ts";

test("metrics have those of the process and of Node, without those that list open handles", async () => {
  const metrics = createMetrics("gateway", "g-1");
  metrics.gauge("sockets", "Open WebSocket connections", () => 3);
  const text = await metrics.expose([await createMetrics("worker", "w-1").snapshot()], []);
  expect(text).toContain('symphony_sockets{service="gateway",process="g-1"} 3');
  expect(text).toMatch(/nodejs_eventloop_lag_seconds\{service="worker",process="w-1"\} [\d.e-]+/);
  expect(text).not.toContain("nodejs_active_");
});
