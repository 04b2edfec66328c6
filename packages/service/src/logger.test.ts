import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";

test("a warning of Node is a JSON line on standard output", () => {
  const script = `
    import { createLogger, logWarnings } from ${JSON.stringify(new URL("logger.ts", import.meta.url).href)};
    import { EventEmitter } from "node:events";
    logWarnings(createLogger("api", "info"));
    const emitter = new EventEmitter();
    for (let i = 0; i < 11; i += 1) emitter.on("close", () => undefined);
    setTimeout(() => undefined, 20);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const lines = stdout.trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ service: "api", level: 40, msg: "process:warning" });
  expect(lines[0]).toContain("11 close listeners");
});
