import { expect } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { faultTest } from "./support/fault-test.ts";
import { FULL } from "./support/scale.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The seconds of chaos are a taste; `pnpm chaos --minutes 10` is the meal. */
const MINUTES = FULL ? "2" : "0.1";

faultTest(
  4,
  "processes killed, suspended and cut off at random while batches come in lose, double and leave nothing",
  undefined,
  async () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "tests/faults/chaos.ts", "--built", "--minutes", MINUTES],
      { cwd: root, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
    );
    // The seed stands in the first line.
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("nothing lost, nothing doubled, nothing left behind"),
    });
  },
);
