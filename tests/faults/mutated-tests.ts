import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import config from "../../jest.config.mjs";
import type { Mutation } from "./mutation-list.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const JEST = "node_modules/jest/bin/jest.js";

/** Runs the test that names a mutation, with the mutation. @returns what failed, or `undefined` when it passed */
export function failingTest({ file, from, to, test }: Mutation): string | undefined {
  if (test === undefined) throw new Error("the mutation names no test");
  const transform = { "^.+\\.tsx?$": ["<rootDir>/tests/faults/machine/mutating-transform.mjs", { file, from, to }] };
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const settings = ["--rootDir", root, "--config", JSON.stringify({ ...config, transform })];
  const { status, stderr } = spawnSync(
    process.execPath,
    [...flags, JEST, ...settings, test.file, "--testNamePattern", test.name],
    { cwd: root, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
  );
  if (stderr.includes("no longer matches")) throw new Error(`the mutation no longer matches the text of ${file}`);
  const failed = /● (.*)/.exec(stderr)?.[1];
  if (status !== 0 && failed === undefined) throw new Error(`jest did not run: ${stderr.slice(0, 2_000)}`);
  return status === 0 ? undefined : failed;
}
