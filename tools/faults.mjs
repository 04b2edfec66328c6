// `pnpm test:faults`: injects faults at every possible point; `npm test` takes a sample. Arguments go to jest.
import { spawnSync } from "node:child_process";
import { buildServers } from "./build.mjs";
import { root } from "./root.mjs";

await buildServers();
const patterns = process.argv.length > 2 ? process.argv.slice(2) : ["tests/faults"];
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/jest/bin/jest.js`, "--runInBand", "--verbose", ...patterns],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      FAULTS: "full",
      NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
    },
  },
);
process.exit(status ?? 1);
