import { expect, test } from "@jest/globals";
import { createInterruptedUpload, filesToContinue } from "./interrupted-upload.ts";
import type { Picked } from "./pick-files.ts";
import type { UploadOrder } from "./upload.ts";

const MB = 1024 * 1024;
const pick = (name: string, size: number): Picked => ({ name, size, kind: "image", file: new File([], name) });
const orderOf = (picked: readonly Picked[]): UploadOrder => ({
  source: { kind: "files", picked },
  email: undefined,
  title: "Summer",
});
const sending = (sent: number) =>
  ({ state: "busy", batchId: "b", step: { phase: "sending", sent, total: 20 * MB }, sinceMs: 0 }) as const;

/** Storage that a reload keeps. */
function createMemory() {
  const values = new Map<string, string>();
  return {
    read: (key: string) => values.get(key),
    write: (key: string, value: string | undefined) =>
      void (value === undefined ? values.delete(key) : values.set(key, value)),
  };
}

test("after a reload it is known what was sent, and of what", () => {
  const storage = createMemory();
  const picked = [pick("a.jpg", 10 * MB), pick("b.jpg", 10 * MB)];
  const before = createInterruptedUpload(storage);
  before.note("b", orderOf(picked));
  before.onState(sending(6 * MB));
  expect(before.found.get()).toBeUndefined();
  const note = createInterruptedUpload(storage).found.get();
  expect(note).toMatchObject({ batchId: "b", order: { title: "Summer" }, sent: 6 * MB, bytes: 20 * MB });
  expect(filesToContinue(note!, [...picked, pick("next.jpg", 1)])).toEqual(picked);
  expect(filesToContinue(note!, picked.slice(1))).toBeUndefined();
  expect(filesToContinue(note!, [picked[0]!, pick("other.jpg", 3)])).toBeUndefined();
});

test("of a form that broke off nothing has arrived", () => {
  const storage = createMemory();
  const before = createInterruptedUpload(storage);
  before.note("b", orderOf([pick("a.jpg", MB)]));
  before.onState(sending(MB / 2));
  expect(createInterruptedUpload(storage).found.get()).toMatchObject({ sent: 0 });
});

test("an upload that ended is not continued", () => {
  const storage = createMemory();
  const before = createInterruptedUpload(storage);
  before.note("b", orderOf([pick("a.jpg", MB)]));
  before.onState({ state: "idle" });
  expect(createInterruptedUpload(storage).found.get()).toBeUndefined();
});
