import { afterAll, afterEach, expect } from "@jest/globals";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { FULL } from "@symphony/test-support/scale";
import { readResults } from "./checker/checker.ts";
import { faultTest } from "./support/fault-test.ts";
import { startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";
import { buildVersionBefore, reasonWithoutVersionBefore, removeVersionBefore } from "./support/version-before.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const missing = reasonWithoutVersionBefore();
const onlyInFull = missing ?? (FULL ? undefined : "it runs with `FAULTS=full`");
const APPS = ["api", "gateway", "worker"] as const;
type Version = "old" | "new";

let before: string | undefined;
let batches: SlowBatches | undefined;
afterEach(() => batches?.stop());
afterAll(() => removeVersionBefore(before));

/** Entry points of each version, relative to the repository. */
function entriesOf(version: Version): Record<(typeof APPS)[number], string> {
  before ??= buildVersionBefore();
  const dir = version === "old" ? before : root;
  const entry = (app: string): string => relative(root, join(dir, "apps", app, "dist", "main.js"));
  return { api: entry("api"), gateway: entry("gateway"), worker: entry("worker") };
}

const ITEMS = 40;

/** Replaces the processes of one version by those of the other while batches run, in this order. */
async function upgrade(from: Version, to: Version, order: readonly (typeof APPS)[number][]): Promise<void> {
  const [first, second] = [entriesOf(from), entriesOf(to)];
  batches = await startSlowBatches({ workers: 1, entries: first });
  const { system } = batches;
  await batches.follow();
  const early = await batches.send(ITEMS);
  await batches.caller.untilProcessed(early, 5);
  // Both versions take jobs of the same queues for a while.
  system.startWorker({}, second.worker);
  await batches.send(ITEMS);
  for (const app of order) {
    const seen = await readResults(system.exportsDir);
    if (app === "worker") await system.workers[0]?.end("SIGTERM");
    else if (app === "api") {
      await system.api.end("SIGTERM");
      await system.startApi(second.api);
    } else {
      await system.gateway.end("SIGTERM");
      await system.startGateway(second.gateway);
    }
    batches.connections.splice(0);
    await batches.follow();
    const id = await batches.send(ITEMS);
    await batches.caller.untilProcessed(id, 1);
    for (const [key, line] of seen) expect([key, (await readResults(system.exportsDir)).get(key)]).toEqual([key, line]);
  }
  batches.connections.splice(0);
  expect(await batches.violationsAtEnd()).toEqual([]);
}

faultTest(86, "an upgrade, workers first: no image is lost while both versions share one store", missing, () =>
  upgrade("old", "new", ["worker", "gateway", "api"]),
);

faultTest(86, "an upgrade, API first: no image is lost while both versions share one store", onlyInFull, () =>
  upgrade("old", "new", ["api", "gateway", "worker"]),
);

faultTest(86, "a return to the version before loses no image of the batches in progress", onlyInFull, () =>
  upgrade("new", "old", ["worker", "api", "gateway"]),
);
