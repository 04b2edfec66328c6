import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";

/** What a process that fails at its start prints. */
function failWith(error: string): { status: number | null; stderr: string } {
  const script = `
    import { runMain } from ${JSON.stringify(new URL("run.ts", import.meta.url).href)};
    import { ConfigError } from ${JSON.stringify(new URL("config.ts", import.meta.url).href)};
    class StoreError extends Error {}
    runMain(async () => { throw ${error}; }, [StoreError]);`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  return { status, stderr };
}

test.each(["ConfigError", "StoreError"])("an expected %s is printed without a stack", (name) => {
  expect(failWith(`new ${name}("Fix this setting.")`)).toEqual({ status: 1, stderr: "Fix this setting.\n" });
});

test("an unexpected error is printed with its stack", () => {
  const { status, stderr } = failWith('new TypeError("a bug")');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^TypeError: a bug\n +at /);
});
