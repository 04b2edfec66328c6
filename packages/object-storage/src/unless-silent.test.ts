import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { unlessSilent } from "./unless-silent.ts";

test("a body whose parts stop coming ends with an error; one that comes slowly is read", async () => {
  const still = new PassThrough();
  still.write("a");
  await expect(buffer(unlessSilent(still, 100))).rejects.toMatchObject({ code: "unavailable" });
  expect(still.destroyed).toBe(true);

  const slow = new PassThrough();
  const parts = setInterval(() => slow.write("b"), 50);
  setTimeout(() => {
    clearInterval(parts);
    slow.end();
  }, 400);
  expect((await buffer(unlessSilent(slow, 300))).toString()).toMatch(/^b+$/);
});
