import { expect, test } from "@jest/globals";
import { InferenceProcessExitedError } from "./inference-process.ts";
import { TaskQueue } from "./task-queue.ts";

/** A queue with these images, and the errors that they were rejected with. */
function queueOf(...paths: string[]) {
  const queue = new TaskQueue(2);
  const errors: Record<string, unknown> = {};
  for (const path of paths)
    queue.add({ request: { path }, resolve: () => undefined, reject: (error) => (errors[path] = error) });
  return { queue, errors };
}

const crash = new InferenceProcessExitedError("The process is gone.", false);
const timeout = new InferenceProcessExitedError("The process is gone.", true);

test("images run in order, as many at a time as allowed", () => {
  const { queue } = queueOf("a", "b", "c");
  expect([queue.next(0)?.request.path, queue.next(1)?.request.path]).toEqual(["a", "b"]);
  expect(queue.next(2)).toBeUndefined();
  expect(queue.next(1)?.request.path).toBe("c");
});

test("images that were in flight when the process crashed run first, and alone", () => {
  const { queue } = queueOf("a", "b", "c");
  for (const task of [queue.next(0)!, queue.next(1)!]) queue.handleCrash(task, crash);
  expect(queue.next(0)?.request.path).toBe("a");
  expect(queue.next(1)).toBeUndefined();
  expect(queue.next(0)?.request.path).toBe("b");
  expect(queue.hasQuarantined).toBe(false);
  expect(queue.next(1)?.request.path).toBe("c");
});

test("an image fails after its second crash in isolation, not before", () => {
  const { queue, errors } = queueOf("a");
  for (let crashes = 0; crashes < 3; crashes += 1) {
    expect(errors).toEqual({});
    queue.handleCrash(queue.next(0)!, crash);
  }
  expect(errors).toMatchObject({ a: { category: "decoder_crashed", cause: crash } });
  expect(queue.next(0)).toBeUndefined();
});

test("an image fails after its first timeout in isolation", () => {
  const { queue, errors } = queueOf("a");
  queue.handleCrash(queue.next(0)!, timeout);
  expect(errors).toEqual({});
  queue.handleCrash(queue.next(0)!, timeout);
  expect(errors).toMatchObject({ a: { category: "judging_timeout" } });
});

test("all images that wait or are quarantined can be rejected", () => {
  const { queue, errors } = queueOf("a", "b");
  queue.handleCrash(queue.next(0)!, crash);
  const reason = new Error("closed");
  queue.rejectAll(reason);
  expect(errors).toEqual({ a: reason, b: reason });
  expect(queue.next(0)).toBeUndefined();
});
