import { expect, test } from "@jest/globals";
import { statusOf } from "../../fixtures/statuses.ts";
import { ApiError } from "../api/api-error.ts";
import { sendBatch } from "./send-batch.ts";
import type { SendBatchOptions, Sent, Source } from "./send-batch.ts";
import { createUpload } from "./upload.ts";
import type { Upload, UploadOrder } from "./upload.ts";
import type { Withdrawal } from "./cancel-upload.ts";

const ORDER: UploadOrder = { source: { kind: "urls", urls: ["https://a.example/1.jpg"] }, email: undefined };
const OTHER: UploadOrder = { source: { kind: "urls", urls: ["https://a.example/2.jpg"] }, email: undefined };
const DONE: Sent = { total: 1, leftOut: [], earlier: false };
const LOST = new ApiError("offline", "The server cannot be reached.");

/** Sending, ended by hand. */
function setUp(withdrawal: Withdrawal = { outcome: "not taken" }) {
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
  const withdrawn: string[] = [];
  const takeBack = async (id: string): Promise<Withdrawal> => {
    withdrawn.push(id);
    return withdrawal;
  };
  const events = {
    onBatch: () => {},
    onAccepted: (id: string, order: UploadOrder) => void accepted.push([id, order]),
    onCancelled: (id: string | undefined, _order: UploadOrder, { outcome }: Withdrawal) =>
      void cancelled.push([id, outcome]),
  };
  return {
    upload: createUpload(events, { send, takeBack }),
    calls,
    sources,
    accepted,
    cancelled,
    withdrawn,
    end: () => end,
  };
}

/** An upload that the connection is lost of. */
async function fail(upload: Upload, end: ReturnType<typeof setUp>["end"]): Promise<void> {
  const running = upload.start(ORDER);
  end()?.reject(LOST);
  await running;
}

test("an upload that is accepted is told and leaves nothing behind", async () => {
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

test("after a failure what is chosen now goes under the same batch, so that nothing is sent twice", async () => {
  const { upload, calls, sources, accepted, end } = setUp();
  await fail(upload, end);
  expect(upload.state.get()).toMatchObject({ state: "failed", message: "The server cannot be reached." });
  const again = upload.start(OTHER);
  end()?.resolve(DONE);
  await again;
  expect(calls.map(({ attempt }) => attempt)).toEqual([undefined, { batchId: "batch-1", email: undefined }]);
  expect(sources).toEqual([ORDER.source, OTHER.source]);
  expect(accepted).toEqual([["batch-1", OTHER]]);
});

test("what the first try had brought is told as what it was, not as what is chosen now", async () => {
  const { upload, accepted, end } = setUp();
  await fail(upload, end);
  const again = upload.start(OTHER);
  end()?.resolve({ ...DONE, earlier: true });
  await again;
  expect(accepted).toEqual([["batch-1", ORDER]]);
});

test("a failure that was dismissed is no first try of the next upload", async () => {
  const { upload, calls, end } = setUp();
  await fail(upload, end);
  upload.dismiss();
  void upload.start(ORDER);
  expect(calls[1]?.attempt).toBeUndefined();
});

test("cancelling while bytes leave ends it at once, and a late answer changes nothing", async () => {
  const { upload, calls, accepted, cancelled, withdrawn, end } = setUp();
  const running = upload.start(ORDER);
  await upload.cancel();
  expect(calls[0]?.signal.aborted).toBe(true);
  end()?.resolve(DONE);
  await running;
  expect(upload.state.get().state).toBe("idle");
  expect([accepted, withdrawn]).toEqual([[], []]);
  expect(cancelled).toEqual([["batch-1", "nothing sent"]]);
});

test.each<[Withdrawal, string]>([
  [{ outcome: "not taken" }, "idle"],
  [{ outcome: "cancelled", status: statusOf({ status: "cancelled" }) }, "withdrawn"],
  [{ outcome: "taken", status: statusOf() }, "idle"],
])("cancelling when all bytes have left asks the server what it has: %j", async (withdrawal, state) => {
  const { upload, calls, cancelled, withdrawn } = setUp(withdrawal);
  void upload.start(ORDER);
  calls[0]?.onStep({ phase: "confirming" });
  const cancelling = upload.cancel();
  expect(upload.state.get()).toMatchObject({ state: "busy", step: { phase: "withdrawing" } });
  await upload.start(OTHER);
  await cancelling;
  expect(calls).toHaveLength(1);
  expect(withdrawn).toEqual(["batch-1"]);
  expect(upload.state.get().state).toBe(state);
  expect(cancelled).toEqual([["batch-1", withdrawal.outcome]]);
});

test("a second start while one runs is no second upload", async () => {
  const { upload, calls } = setUp();
  void upload.start(ORDER);
  await upload.start(ORDER);
  expect(calls).toHaveLength(1);
});
