import { expect, test } from "@jest/globals";
import { ApiError } from "../api/api-error.ts";
import { sendBatch } from "./send-batch.ts";
import type { SendBatchOptions, Sent } from "./send-batch.ts";
import { createUpload } from "./upload.ts";

const ORDER = { source: { kind: "urls", urls: ["https://a.example/1.jpg"] }, email: undefined } as const;

/** Sending, ended by hand. */
function setUp() {
  const calls: SendBatchOptions[] = [];
  let end: { resolve(sent: Sent): void; reject(error: unknown): void } | undefined;
  const send = ((_source, options) => {
    calls.push(options);
    options.onBatch(options.batchId ?? "batch-1");
    options.onStep({ phase: "sending", sent: 1, total: 2 });
    return new Promise<Sent>((resolve, reject) => (end = { resolve, reject }));
  }) as typeof sendBatch;
  const accepted: string[] = [];
  const upload = createUpload({ onBatch: () => {}, onAccepted: (id) => accepted.push(id) }, send);
  return { upload, calls, accepted, end: () => end };
}

test("an upload that is accepted is told and leaves nothing behind", async () => {
  const { upload, accepted, end } = setUp();
  const running = upload.start(ORDER);
  expect(upload.state.get()).toMatchObject({ state: "busy", batchId: "batch-1", step: { phase: "sending", sent: 1, total: 2 } });
  end()?.resolve({ total: 1, leftOut: [] });
  await running;
  expect(upload.state.get().state).toBe("idle");
  expect(accepted).toEqual(["batch-1"]);
});

test("what failed can be tried again under the same batch, so that nothing is sent twice", async () => {
  const { upload, calls, accepted, end } = setUp();
  const running = upload.start(ORDER);
  end()?.reject(new ApiError("offline", "The server cannot be reached."));
  await running;
  expect(upload.state.get()).toMatchObject({ state: "failed", message: "The server cannot be reached." });
  const again = upload.again();
  end()?.resolve({ total: 1, leftOut: [] });
  await again;
  expect(calls.map(({ batchId }) => batchId)).toEqual([undefined, "batch-1"]);
  expect(accepted).toEqual(["batch-1"]);
});

test("cancelling ends it at once, and a late answer changes nothing", async () => {
  const { upload, calls, accepted, end } = setUp();
  const running = upload.start(ORDER);
  upload.cancel();
  expect(calls[0]?.signal.aborted).toBe(true);
  end()?.resolve({ total: 1, leftOut: [] });
  await running;
  expect(upload.state.get().state).toBe("idle");
  expect(accepted).toEqual([]);
});

test("a second start while one runs is no second upload", async () => {
  const { upload, calls } = setUp();
  void upload.start(ORDER);
  await upload.start(ORDER);
  expect(calls).toHaveLength(1);
});
