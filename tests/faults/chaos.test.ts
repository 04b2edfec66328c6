import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import { FULL } from "@symphony/test-support/scale";
import { faultTest } from "./support/fault-test.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A short run; `pnpm chaos --minutes 10` is the long one. */
const MINUTES = FULL ? "2" : "0.1";

faultTest(
  4,
  "processes killed, suspended and disconnected at random: nothing is lost, doubled or left behind",
  undefined,
  async () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "tests/faults/chaos.ts", "--built", "--minutes", MINUTES],
      { cwd: root, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
    );
    // The first line names the seed.
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("nothing lost, nothing doubled, nothing left behind"),
    });
  },
);
