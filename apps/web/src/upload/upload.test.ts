import { expect, test } from "@jest/globals";
import { statusOf } from "../../fixtures/statuses.ts";
import { ApiError } from "../api/api-error.ts";
import type { CancelOutcome } from "./cancel-upload.ts";
import type { sendBatch } from "./send-batch.ts";
import type { SendBatchOptions, Sent, Source } from "./send-batch.ts";
import { createUpload } from "./upload.ts";
import type { Upload, UploadOrder } from "./upload.ts";

const ORDER: UploadOrder = { source: { kind: "urls", urls: ["https://a.example/1.jpg"] }, email: undefined };
const OTHER: UploadOrder = { source: { kind: "urls", urls: ["https://a.example/2.jpg"] }, email: undefined };
const DONE: Sent = { total: 1, skipped: [], earlier: false };
const OFFLINE = new ApiError("offline", "The server cannot be reached.");

/** An upload whose request the test resolves or rejects. */
function setUp(result: CancelOutcome = { outcome: "not accepted" }) {
  const calls: SendBatchOptions[] = [];
  const sources: Source[] = [];
  let end: { resolve(sent: Sent): void; reject(error: unknown): void } | undefined;
  const send = ((source, options) => {
    calls.push(options);
    sources.push(source);
    options.onBatch(options.attempt?.batchId ?? "batch-1");
    options.onStep({ phase: "sending", sent: 1, total: 2 });
    return new Promise<Sent>((resolve, reject) => (end = { resolve, reject }));
  }) as typeof sendBatch;
  const accepted: Array<[string, UploadOrder]> = [];
  const cancelled: Array<[string | undefined, string]> = [];
  const cancelledIds: string[] = [];
  const cancelSent = async (id: string): Promise<CancelOutcome> => {
    cancelledIds.push(id);
    return result;
  };
  const events = {
    onBatch: () => {},
    onFailed: () => {},
    onVerdicts: () => {},
    onAccepted: (id: string, order: UploadOrder) => void accepted.push([id, order]),
    onCancelled: (id: string | undefined, _order: UploadOrder, { outcome }: CancelOutcome) =>
      void cancelled.push([id, outcome]),
  };
  return {
    upload: createUpload(events, { send, cancelSent }),
    calls,
    sources,
    accepted,
    cancelled,
    cancelledIds,
    end: () => end,
  };
}

/** An upload that loses its connection. */
async function fail(upload: Upload, end: ReturnType<typeof setUp>["end"]): Promise<void> {
  const running = upload.start(ORDER);
  end()?.reject(OFFLINE);
  await running;
}

test("an accepted upload is reported and the state is idle again", async () => {
  const { upload, accepted, end } = setUp();
  const running = upload.start(ORDER);
  expect(upload.state.get()).toMatchObject({
    state: "busy",
    batchId: "batch-1",
    step: { phase: "sending", sent: 1, total: 2 },
  });
  end()?.resolve(DONE);
  await running;
  expect(upload.state.get().state).toBe("idle");
  expect(accepted).toEqual([["batch-1", ORDER]]);
});

test("after a failure the next attempt uses the same batch, so that nothing is sent twice", async () => {
  const { upload, calls, sources, accepted, end } = setUp();
  await fail(upload, end);
  expect(upload.state.get()).toMatchObject({ state: "failed", message: "The server cannot be reached." });
  const again = upload.start(OTHER);
  end()?.resolve(DONE);
  await again;
  expect(calls.map(({ attempt }) => attempt)).toEqual([
    undefined,
    { batchId: "batch-1", start: { email: undefined, title: "", supplier: "", brands: [] } },
  ]);
  expect(sources).toEqual([ORDER.source, OTHER.source]);
  expect(accepted).toEqual([["batch-1", OTHER]]);
});

test("if the first attempt was accepted after all, its order is reported, not the new one", async () => {
  const { upload, accepted, end } = setUp();
  await fail(upload, end);
  const again = upload.start(OTHER);
  end()?.resolve({ ...DONE, earlier: true });
  await again;
  expect(accepted).toEqual([["batch-1", ORDER]]);
});

test("after a dismissed failure the next upload starts a batch of its own", async () => {
  const { upload, calls, end } = setUp();
  await fail(upload, end);
  upload.dismiss();
  void upload.start(ORDER);
  expect(calls[1]?.attempt).toBeUndefined();
});

test("cancelling while bytes are sent ends the upload at once, and a late response changes nothing", async () => {
  const { upload, calls, accepted, cancelled, cancelledIds, end } = setUp();
  const running = upload.start(ORDER);
  await upload.cancel();
  expect(calls[0]?.signal.aborted).toBe(true);
  end()?.resolve(DONE);
  await running;
  expect(upload.state.get().state).toBe("idle");
  expect([accepted, cancelledIds]).toEqual([[], []]);
  expect(cancelled).toEqual([["batch-1", "not sent"]]);
});

test.each<[CancelOutcome, string]>([
  [{ outcome: "not accepted" }, "idle"],
  [{ outcome: "cancelled", status: statusOf({ status: "cancelled" }) }, "cancelled"],
  [{ outcome: "accepted", status: statusOf() }, "idle"],
])("cancelling after all bytes were sent cancels the batch on the server: %j", async (result, state) => {
  const { upload, calls, cancelled, cancelledIds } = setUp(result);
  void upload.start(ORDER);
  calls[0]?.onStep({ phase: "confirming" });
  const cancelling = upload.cancel();
  expect(upload.state.get()).toMatchObject({ state: "busy", step: { phase: "cancelling" } });
  await upload.start(OTHER);
  await cancelling;
  expect(calls).toHaveLength(1);
  expect(cancelledIds).toEqual(["batch-1"]);
  expect(upload.state.get().state).toBe(state);
  expect(cancelled).toEqual([["batch-1", result.outcome]]);
});

test("a second start during an upload is ignored", async () => {
  const { upload, calls } = setUp();
  void upload.start(ORDER);
  await upload.start(ORDER);
  expect(calls).toHaveLength(1);
});
