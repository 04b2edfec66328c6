import { expect, test } from "@jest/globals";
import { createMetrics } from "./metrics.ts";

test("a process tells of its own numbers and of Node's, without those that list what is open", async () => {
  const metrics = createMetrics("gateway", "g-1");
  metrics.gauge("sockets", "WebSocket connections now", () => 3);
  const text = await metrics.expose([await createMetrics("worker", "w-1").snapshot()], []);
  expect(text).toContain('symphony_sockets{service="gateway",process="g-1"} 3');
  expect(text).toMatch(/nodejs_eventloop_lag_seconds\{service="worker",process="w-1"\} [\d.e-]+/);
  expect(text).not.toContain("nodejs_active_");
});
