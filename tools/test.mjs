// `npm test`: installs, builds, checks types and style, then runs every test. Arguments go to jest.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { install } from "./install.mjs";
import { root } from "./root.mjs";
import { requireProgram } from "./system-package.mjs";

install();
const { buildServers, buildWeb } = await import("./build.mjs");
await Promise.all([buildServers(), buildWeb()]);
// What tests need of the system is brought now, and not by many tests at once.
requireProgram(
  ["redis-server", "valkey-server"],
  { "apt-get": "redis-server", dnf: "redis", apk: "redis", brew: "redis" },
  "The tests need a Redis",
);
requireProgram(
  ["chromium", "chromium-browser", "google-chrome"],
  { "apt-get": "chromium", dnf: "chromium", apk: "chromium" },
  "The tests need a browser",
);

const checks = [
  ["types", "tsc", ["--noEmit", "-p", "tsconfig.json"]],
  ["types of the page", "tsc", ["--noEmit", "-p", "apps/web/tsconfig.json"]],
  ["style", "oxlint", ["--deny-warnings"]],
];
const failedChecks = checks.filter(([name, program, args]) => {
  const { status } = spawnSync(`${root}node_modules/.bin/${program}`, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) console.error(`The check of ${name} failed.`);
  return status !== 0;
});

const report = `${root}.run/jest.json`;
mkdirSync(`${root}.run`, { recursive: true });
rmSync(report, { force: true });
const jest = spawnSync(
  process.execPath,
  [`${root}node_modules/jest/bin/jest.js`, "--json", `--outputFile=${report}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning" },
  },
);

const { passed, failed } = readCounts();
const summary = `tests: ${passed} passed, ${failed} failed`;
writeFileSync(`${root}.run/tests.txt`, `${summary}\n`);
console.log(summary);
process.exit(jest.status === 0 && failed === 0 ? 0 : 1);

/** A failed check counts as a failed test, and so does a test file that could not run at all. */
function readCounts() {
  try {
    const json = JSON.parse(readFileSync(report, "utf8"));
    return {
      passed: json.numPassedTests + checks.length - failedChecks.length,
      failed: json.numFailedTests + json.numRuntimeErrorTestSuites + failedChecks.length,
    };
  } catch {
    return { passed: 0, failed: 1 + failedChecks.length };
  }
}
