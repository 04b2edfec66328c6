import { expect, test } from "@jest/globals";
import { setImmediate } from "node:timers/promises";
import { createSingleFlight } from "./single-flight.ts";

/** Work that ends when it is told to, and how much of it runs. */
function createWork() {
  const ends: Array<() => void> = [];
  let running = 0;
  const work = async (): Promise<number> => {
    const number = (running += 1);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return number;
  };
  return {
    work,
    running: () => running,
    begun: () => ends.length,
    async end(index: number) {
      ends[index]?.();
      await setImmediate();
    },
  };
}

test("work of one key runs one piece after another, work of another key beside it", async () => {
  const singleFlight = createSingleFlight();
  const [same, other] = [createWork(), createWork()];
  const all = [0, 1, 2].map(() => singleFlight("a", same.work));
  const beside = singleFlight("b", other.work);
  for (let index = 0; index < all.length; index += 1) {
    await setImmediate();
    expect([same.begun(), same.running(), other.running()]).toEqual([index + 1, 1, 1]);
    await same.end(index);
  }
  await other.end(0);
  expect([await Promise.all(all), await beside]).toEqual([[1, 1, 1], 1]);
});

test("work without a key never waits", async () => {
  const singleFlight = createSingleFlight();
  const { work, running, end } = createWork();
  const all = [singleFlight(undefined, work), singleFlight(undefined, work)];
  await setImmediate();
  expect(running()).toBe(2);
  await end(0);
  await end(1);
  await Promise.all(all);
});

test("a failure reaches its own caller only, and the next one runs", async () => {
  const singleFlight = createSingleFlight();
  const failing = singleFlight("a", async () => {
    await setImmediate();
    throw new Error("failed");
  });
  const next = singleFlight("a", async () => "done");
  await expect(failing).rejects.toThrow("failed");
  expect(await next).toBe("done");
});
