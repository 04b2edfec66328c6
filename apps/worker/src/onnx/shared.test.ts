import { expect, test } from "@jest/globals";
import { createShared } from "./shared.ts";

test("is loaded once, and closed with its last user", async () => {
  let [loads, closes] = [0, 0];
  const shared = createShared<{ nth: number; close(): Promise<void> }>();
  const load = async () => ({ nth: (loads += 1), close: async () => void (closes += 1) });
  const [a, b] = await Promise.all([shared.open("x", load), shared.open("x", load)]);
  expect([a.nth, b.nth, loads]).toEqual([1, 1, 1]);
  await a.close();
  await a.close();
  expect(closes).toBe(0);
  await b.close();
  expect(closes).toBe(1);
  expect((await shared.open("x", load)).nth).toBe(2);
});

test("what could not be loaded is loaded again", async () => {
  const shared = createShared<{ close(): Promise<void> }>();
  const fail = () => Promise.reject(new Error("no"));
  await expect(Promise.all([shared.open("x", fail), shared.open("x", fail)])).rejects.toThrow("no");
  await expect(shared.open("x", async () => ({ close: async () => undefined }))).resolves.toBeDefined();
});
