import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import { findObjectStore } from "@symphony/test-support/system/object-store";
import { FULL } from "@symphony/test-support/scale";
import { reasonWithoutHosts } from "./machine/network.ts";
import { faultTest } from "./support/fault-test.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A short run; `pnpm chaos --minutes 10` is the long one. */
const MINUTES = FULL ? "2" : "0.1";
const MINUTES_ON_HOSTS = FULL ? "3" : "0.2";

function chaos(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "tests/faults/chaos.ts", "--built", ...args],
    { cwd: root, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
  );
  // The first line names the seed, and the violations are errors.
  expect({ status, said: stdout + stderr }).toEqual({
    status: 0,
    said: expect.stringContaining("nothing lost, nothing doubled, nothing left behind"),
  });
}

faultTest(
  4,
  "processes killed, suspended and disconnected at random: nothing is lost, doubled or left behind",
  undefined,
  async () => chaos("--minutes", MINUTES),
);

faultTest(
  51,
  "two APIs, four workers and two gateways on hosts of one name, with clocks an hour apart, killed and cut off at random",
  reasonWithoutHosts(),
  async () => chaos("--hosts", "--minutes", MINUTES_ON_HOSTS),
);

faultTest(
  4,
  "the same with the ledger in a bucket, whose connections are slow, refused, cut and lose responses",
  findObjectStore() === undefined ? "there is no S3 server: pnpm run test:tools" : undefined,
  async () => chaos("--bucket", "--minutes", MINUTES),
);
