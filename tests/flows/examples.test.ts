import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { findProgram } from "../../tools/system-package.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
let system: System;
let dir: string;
let files: string[];

beforeAll(async () => {
  // With a key, so that an example that does not send it fails.
  system = await startSystem({ env: { API_KEYS: "secret" } });
  dir = await mkdtemp(join(tmpdir(), "symphony-examples-"));
  files = [join(dir, "marked one.jpg"), join(dir, "plain.jpg"), join(dir, "text.jpg")];
  const contents = [await markedPicture(), await plainPicture(), Buffer.from("no image")];
  await Promise.all(files.map((path, i) => writeFile(path, contents[i] as Buffer)));
});
afterAll(async () => {
  await system.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

async function runExample(program: string, args: string[]): Promise<string> {
  const path = findProgram(program);
  if (path === undefined) {
    console.warn(`${program} is not installed: its example is skipped.`);
    return "";
  }
  const env = { ...process.env, NODE_OPTIONS: "", SYMPHONY_URL: system.url, SYMPHONY_API_KEY: "secret" };
  return (await run(path, [...args, ...files], { cwd: dir, env })).stdout;
}

const VERDICTS = ["marked one.jpg: Valid", "plain.jpg: Invalid", "text.jpg: Error ("];

test("the example in TypeScript checks a batch", async () => {
  const output = await runExample("node", [
    "--import",
    `${root}node_modules/tsx/dist/loader.mjs`,
    `${root}examples/check-batch.ts`,
  ]);
  for (const line of VERDICTS) expect(output).toContain(line);
});

test("the example in Python checks a batch", async () => {
  const output = await runExample("python3", [`${root}examples/check_batch.py`]);
  for (const line of output === "" ? [] : VERDICTS) expect(output).toContain(line);
});

test("the example with curl checks a batch", async () => {
  if (findProgram("curl") === undefined) return void console.warn("curl is not installed: its example is skipped.");
  const output = await runExample("sh", [`${root}examples/check-batch.sh`]);
  expect(output.trimEnd().split(/\r?\n/).slice(-4)).toEqual([
    "Image_Path_or_URL,Is_Valid,Confidence",
    expect.stringMatching(/^marked one.jpg,Valid,0/),
    expect.stringMatching(/^plain.jpg,Invalid,/),
    "text.jpg,Error,",
  ]);
  expect((await readdir(dir)).filter((name) => name.endsWith(".csv"))).toHaveLength(1);
});

test("the example with curl shows why a batch is refused", async () => {
  if (findProgram("curl") === undefined) return;
  const env = { ...process.env, SYMPHONY_URL: system.url, SYMPHONY_API_KEY: "wrong" };
  await expect(run("sh", [`${root}examples/check-batch.sh`, ...files], { cwd: dir, env })).rejects.toMatchObject({
    stderr: expect.stringContaining('"code":"unauthorized"'),
  });
});

test("the types of the client are up to date", async () => {
  await run(
    process.execPath,
    ["--import", `${root}node_modules/tsx/dist/loader.mjs`, `${root}tools/generate-client.ts`, "--check"],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: "" } },
  );
});
