// `npm test`: installs, builds, checks types, lint, format and commit subjects, then runs every test.
// Arguments go to jest.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { checkNode, install } from "./install.mjs";
import { root } from "./root.mjs";
import { requireProgram } from "./system-package.mjs";

checkNode();
install();
const { buildServers, buildWeb } = await import("./build.mjs");
await Promise.all([buildServers(), buildWeb()]);
// Programs that tests need are installed once here, not by several tests at the same time.
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

const bin = (program) => `${root}node_modules/.bin/${program}`;
const checks = [
  ["types", bin("tsc"), ["--noEmit", "-p", "tsconfig.json"]],
  ["types of the page", bin("tsc"), ["--noEmit", "-p", "apps/web/tsconfig.json"]],
  ["lint", bin("oxlint"), ["--deny-warnings"]],
  ["format", bin("oxfmt"), ["--check"]],
  ["commit subjects", process.execPath, ["tools/check-commits.mjs"]],
];
const failedChecks = checks.filter(([name, program, args]) => {
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) console.error(`Check failed: ${name}.`);
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
