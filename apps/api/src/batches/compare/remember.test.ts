import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createMemory } from "./remember.ts";

test("what takes longer than it is kept is computed once, and again when it is old", async () => {
  const remember = createMemory<number>(2, 100);
  let made = 0;
  const make = async (): Promise<number> => {
    await sleep(150);
    return (made += 1);
  };
  const both = [remember("a", make), sleep(120).then(() => remember("a", make))];
  expect(await Promise.all(both)).toEqual([1, 1]);
  expect(await remember("a", make)).toBe(1);
  await sleep(120);
  expect(await remember("a", make)).toBe(2);
});

test("a failure is not kept", async () => {
  const remember = createMemory<number>(2, 1_000);
  await expect(remember("a", () => Promise.reject(new Error("not now")))).rejects.toThrow("not now");
  expect(await remember("a", async () => 1)).toBe(1);
});
