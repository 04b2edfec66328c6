// An inference process whose cascade waits BENCH_WAIT_MS an image instead of computing, one image after another,
// like a model that occupies its thread. It needs no processor, so many of them fit on a small machine.
import type { InferenceMessage, InspectRequest } from "../../apps/worker/src/inference/protocol.ts";

const WAIT_MS = Number(process.env["BENCH_WAIT_MS"] ?? 0);
const INSPECTION = {
  verdict: "Invalid",
  confidence: null,
  detected_by: null,
  box: null,
  near_miss: null,
  findings: [],
  brand: "Red",
  detections: [],
  threshold: 0.5,
  stages_left: 0,
  stage_ms: {},
  image: { width: 1, height: 1 },
} as const;

process.on("disconnect", () => process.exit(0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

/** When the model becomes free, in ms of `performance.now()`. Keeping it stops late timers from adding up. */
let freeAt = 0;

process.on("message", ({ id }: InspectRequest) => {
  const now = performance.now();
  freeAt = Math.max(freeAt, now) + WAIT_MS;
  setTimeout(send, freeAt - now, { kind: "inspected", id, inspection: INSPECTION });
});
send({ kind: "ready", brand: "bench", stageNames: ["waiting"], installed: [], fingerprint: "bench" });

function send(message: InferenceMessage): void {
  if (process.connected) process.send?.(message);
}
