import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { NotMadeError } from "./not-made-error.ts";
import { runChild } from "./run-child.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-child-"));
});
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

async function run(code: string, signal = AbortSignal.timeout(60_000)): Promise<unknown> {
  const entry = join(dir, "child.mjs");
  await writeFile(entry, code);
  return runChild(entry, { timeLimitMs: 1_000 }, signal);
}

test("a process says what it made, or why it could not", async () => {
  const send = (message: string): string => `process.send(${message}, () => process.exit());`;
  expect(await run(send("{ made: JSON.parse(process.argv[2]).timeLimitMs + 1 }"))).toBe(1_001);
  await expect(run(send("{ failed: 'No model.' }"))).rejects.toEqual(new NotMadeError("No model."));
});

test.each([
  ["process.exit(3);", "The process ended with exit code 3."],
  ["process.kill(process.pid, 'SIGKILL');", "The process ended with SIGKILL."],
  ["throw new Error('no model');", "The process ended with exit code 1."],
])("a process that dies made nothing, and how it ended is said: %s", async (code, sentence) => {
  await expect(run(code)).rejects.toEqual(new NotMadeError(sentence));
});

test("a process that is not wanted any more is killed", async () => {
  const stopping = new AbortController();
  const running = run("setInterval(() => undefined, 1_000);", stopping.signal);
  setTimeout(() => stopping.abort(), 500);
  await expect(running).rejects.toEqual(new NotMadeError("The process ended with SIGKILL."));
});
