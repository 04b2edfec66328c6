// An inference process whose cascade waits BENCH_WAIT_MS an image instead of computing, one image after another,
// like a model that occupies its thread. It needs no processor, so many of them fit on a small machine.
import type { InferenceMessage, InspectRequest } from "../../apps/worker/src/inference/protocol.ts";
import { createTurns, WAITED } from "./waiting.ts";

process.on("disconnect", () => process.exit(0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

const nextTurn = createTurns();

process.on("message", ({ id }: InspectRequest) => {
  setTimeout(send, nextTurn(), { kind: "inspected", id, inspection: WAITED });
});
send({ kind: "ready", brand: "bench", stageNames: ["waiting"], installed: [], fingerprint: "bench" });

function send(message: InferenceMessage): void {
  if (process.connected) process.send?.(message);
}
