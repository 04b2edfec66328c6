// The worker's judge process with a cascade that waits instead of computing: as long as BENCH_WAIT_MS an image,
// one after another, like a model that holds its thread. It takes no processor, so many fit on a small machine.
import type { InferenceMessage, InspectRequest } from "../../apps/worker/src/inference/protocol.ts";

const WAIT_MS = Number(process.env["BENCH_WAIT_MS"] ?? 0);
const JUDGED = {
  verdict: "Invalid",
  confidence: null,
  detected_by: null,
  box: null,
  near_miss: null,
  findings: [],
  stages_left: 0,
  stage_ms: {},
  image: { width: 1, height: 1 },
} as const;

process.on("disconnect", () => process.exit(0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

/** When the model will be free, on the clock of `performance.now()`: timers that come late so do not add up. */
let freeAt = 0;

process.on("message", ({ id }: InspectRequest) => {
  const now = performance.now();
  freeAt = Math.max(freeAt, now) + WAIT_MS;
  setTimeout(send, freeAt - now, { kind: "judged", id, judgement: JUDGED });
});
send({ kind: "ready", brand: "bench", stageNames: ["waiting"], fingerprint: "bench" });

function send(message: InferenceMessage): void {
  if (process.connected) process.send?.(message);
}
