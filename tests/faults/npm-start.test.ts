import { afterEach, expect, jest } from "@jest/globals";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FULL } from "@symphony/test-support/scale";
import { until } from "@symphony/test-support/until";
import { isTaken } from "../../tools/redis.mjs";
import { createProcesses } from "../../tools/start/processes.mjs";
import { faultTest } from "./support/fault-test.ts";
import { makeCheckout, stillRunning, treeOf } from "./support/started-checkout.ts";
import type { Checkout, StartedCheckout, TreeProcess } from "./support/started-checkout.ts";

const missing = process.platform === "linux" ? undefined : "there is no /proc";
const START_MS = 60_000;

let checkout: Checkout;
let seen: TreeProcess[] = [];
afterEach(async () => {
  for (const { pid } of stillRunning(seen)) killIfThere(pid);
  seen = [];
  checkout?.remove();
});

/** A process may end by itself meanwhile. */
function killIfThere(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function startReady(env: Record<string, string> = {}): Promise<StartedCheckout> {
  const started = checkout.start(env);
  await until(() => started.output().includes("Symphony is ready"), "npm start is ready", START_MS);
  seen = treeOf(started.npm.pid as number);
  return started;
}

const pidOf = (pattern: RegExp): number => {
  const found = seen.find(({ command }) => pattern.test(command));
  if (found === undefined) throw new Error(`no ${pattern} in ${JSON.stringify(seen)}`);
  return found.pid;
};

async function expectAllStopped(): Promise<void> {
  await until(() => stillRunning(seen).length === 0, "every process has ended", 40_000).catch(() => undefined);
  expect(stillRunning(seen)).toEqual([]);
  expect(await isTaken(checkout.port)).toBe(false);
}

const ENDS: ReadonlyArray<[string, RegExp, NodeJS.Signals[]]> = [
  // npm itself takes no SIGINT: a terminal sends it to the program that npm runs as well, as below.
  ["npm", /^npm/, ["SIGTERM", "SIGKILL", "SIGHUP"]],
  ["start.mjs", /^node tools\/start/, ["SIGTERM", "SIGKILL", "SIGINT", "SIGHUP"]],
  ["the shell between them", /^sh -c/, ["SIGTERM", "SIGKILL"]],
  ["the API", /apps\/api\/dist/, ["SIGTERM", "SIGHUP"]],
  ["a worker", /apps\/worker\/dist\/main/, ["SIGTERM"]],
  ["the gateway", /apps\/gateway\/dist/, ["SIGTERM"]],
  ["Redis", /^\S*(?:redis|valkey)-server/, ["SIGTERM"]],
];

for (const [name, pattern, signals] of ENDS)
  for (const signal of FULL ? signals : signals.slice(0, name === "npm" ? 2 : 1))
    faultTest(67, `${signal} to ${name} stops everything that npm start runs`, missing, async () => {
      checkout = await makeCheckout();
      await startReady();
      process.kill(pidOf(pattern), signal);
      await expectAllStopped();
    });

faultTest(67, "SIGINT to all of them, as Ctrl-C in a terminal sends it, stops everything", missing, async () => {
  checkout = await makeCheckout();
  await startReady();
  for (const { pid } of seen) killIfThere(pid, "SIGINT");
  await expectAllStopped();
});

faultTest(66, "a second npm start names the address of the first one, and does not touch it", missing, async () => {
  checkout = await makeCheckout();
  const first = await startReady();
  // What a start runs for a moment only has ended by then.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = stillRunning(seen).length;
  for (const port of [checkout.port, 0]) {
    const second = checkout.start({ PORT: String(port || checkout.port + 1) });
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain(`already runs from this folder: http://localhost:${checkout.port}.`);
    expect(second.output()).not.toMatch(/\n\s+at /);
  }
  expect(stillRunning(seen)).toHaveLength(before);
  expect((await fetch(`http://127.0.0.1:${checkout.port}/readyz`)).status).toBe(200);
  first.npm.kill("SIGTERM");
  await until(() => stillRunning(seen).length === 0, "the first one has stopped", 40_000);
  await startReady();
  seen = treeOf(pidOf(/^npm/));
});

/** The lines that say why; npm and the logs of processes that could start are no part of it. */
const sentencesOf = (output: string): string[] =>
  output.split("\n").filter((line) => line !== "" && !/^(?:[{>]|npm )/.test(line));

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), "symphony-empty-"));
const file = (): string => {
  const path = join(emptyFolder(), "file");
  writeFileSync(path, "");
  return path;
};

const FAILURES: ReadonlyArray<[string, () => Record<string, string>, RegExp]> = [
  ["without models", () => ({ MODELS_DIR: emptyFolder(), WORKERS: "2" }), /cascade\.json/],
  ["with a file as exports folder", () => ({ EXPORTS_DIR: file() }), /cannot hold batches: not a directory/],
  ["with a Redis that is not there", () => ({ REDIS_URL: "redis://:secret@127.0.0.1:1" }), /Nothing responds at .*:1:/],
  ["with a wrong setting", () => ({ LOG_LEVEL: "loud" }), /These settings are wrong/],
  ["with a wrong port", () => ({ PORT: "http" }), /PORT must be a whole number/],
];

for (const [name, settings, sentence] of FAILURES)
  faultTest(63, `npm start ${name} ends with the reason`, missing, async () => {
    checkout = await makeCheckout();
    const started = checkout.start(settings());
    const tree = setInterval(() => seen.push(...treeOf(started.npm.pid as number)), 200);
    const code = await started.exitCode;
    clearInterval(tree);
    expect(code).toBe(1);
    const sentences = sentencesOf(started.output()).filter((line) => !/^ {2}/.test(line));
    expect(sentences).toEqual([expect.stringMatching(sentence)]);
    expect(started.output()).not.toMatch(/secret|\n\s+at /);
    // A process whose parent is gone ends by itself.
    await until(() => stillRunning(seen).length === 0, "all processes have ended");
  });

faultTest(67, "a process that cannot be forked now is tried again, and holds up no stop", undefined, async () => {
  const said = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const node = process.execPath;
  const processes = createProcesses({ env: {}, onAsked: () => undefined, onUnusable: () => undefined });
  process.execPath = "/no/such/node";
  try {
    processes.run("worker 1", "worker");
    await until(() => said.mock.calls.length === 2, "it is tried again");
    await processes.stop();
  } finally {
    process.execPath = node;
    said.mockRestore();
  }
});
