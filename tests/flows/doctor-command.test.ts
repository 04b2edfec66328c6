import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const DOCTOR = fileURLToPath(new URL("../../apps/worker/dist/doctor.js", import.meta.url));
let dir: string;

beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "symphony-doctor-"))));
afterAll(() => rm(dir, { recursive: true }));

const doctor = (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [DOCTOR, ...words], { env: { ...process.env, NODE_OPTIONS: "" } }).then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

test("a store without batches is healthy", async () => {
  expect(await doctor(dir)).toMatchObject({ code: 0, stdout: "0 batches examined: 0 contradictions, 0 repaired.\n" });
});

test("a mistyped folder is not made, and not healthy", async () => {
  const folder = join(dir, "mistyped");
  expect(await doctor(folder)).toMatchObject({ code: 1, stderr: `${folder} does not exist.\n` });
  expect(existsSync(folder)).toBe(false);
});

test("the command explains itself", async () => {
  expect(await doctor("--help")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage:/) });
  expect(await doctor("--frob")).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Unknown option '--frob'/) });
});
