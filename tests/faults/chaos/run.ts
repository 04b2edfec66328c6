import { setTimeout as pause } from "node:timers/promises";
import { createCaller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import { resultsIn, violationsIn } from "../checker/checker.ts";
import { frameViolations } from "../checker/frames.ts";
import { openNetwork } from "../machine/network.ts";
import { createRandom } from "../support/random.ts";
import { startBucket } from "./bucket.ts";
import { createClients, follow } from "./clients.ts";
import type { Clients } from "./clients.ts";
import { removeCluster, startCluster, writeLogs } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { createFaults } from "./faults.ts";
import { createRaces } from "./races.ts";
import { startServers } from "./servers.ts";

export interface ChaosOptions {
  seed: number;
  minutes: number;
  /** Whether every process has a host of its own, and the clocks are an hour apart from the start. */
  hosts: boolean;
  /** Whether the ledger is in a bucket, and not in a folder. */
  bucket: boolean;
  /** Images of one large batch, beside which the faults go on until it has ended; 0: small batches for the whole time. */
  items: number;
}

const HOUR_MS = 3_600_000;
const COUNTS = { api: 2, gateway: 1, worker: 3 };
const COUNTS_ON_HOSTS = { api: 2, gateway: 2, worker: 4 };
const UNFINISHED_MOST = 12;
const DONE_WITHIN_MS = 180_000;
/** The job of a mail or webhook whose worker died runs again once it is found stalled. */
const CLEAN_WITHIN_MS = 60_000;
const ENDED = new Set(["completed", "cancelled"]);

/** @returns what the checker finds at the end */
export async function runChaos({ seed, minutes, hosts, bucket, items }: ChaosOptions): Promise<string[]> {
  const place = `${hosts ? ", on hosts of their own" : ""}${bucket ? ", in a bucket" : ""}`;
  console.log(`chaos: seed ${seed}, ${items > 0 ? `a batch of ${items}` : `${minutes} minutes`}${place}`);
  const random = createRandom(seed);
  const network = hosts ? openNetwork() : undefined;
  const picture = await markedPicture();
  const servers = await startServers(network?.address ?? "127.0.0.1", picture);
  const settings = {
    RECOVER_EVERY_MS: "1000",
    CLEANUP_EVERY_MS: "5000",
    URL_FETCH_TIMEOUT_MS: "5000",
    ...servers.settings,
  };
  const ledger = bucket ? await startBucket(network?.address ?? "127.0.0.1", random) : undefined;
  const cluster = await startCluster(hosts ? COUNTS_ON_HOSTS : COUNTS, settings, { network, bucket: ledger });
  if (hosts) for (const [i, node] of cluster.nodes.entries()) node.setClock(((i % 3) - 1) * HOUR_MS);
  await cluster.untilReady();
  const apis = cluster.of("api");
  const clients = createClients({ random, apis, servers, picture });
  const followers = apis.map(follow);
  const races = createRaces(random, apis, clients.acknowledged);
  const logs = new Map<string, string>();
  const faults = createFaults({
    random,
    cluster,
    servers,
    bucket: ledger,
    onEnd: ({ kind, process: each }) => void logs.set(`${kind}-${logs.size}-ended`, each.output()),
  });
  const deadline = Date.now() + minutes * 60_000;
  let goesOn = (): boolean => Date.now() < deadline;
  const resultsBefore = new Map<string, string>();
  const injected = new Map<string, number>();

  const injectFaults = async (): Promise<void> => {
    while (goesOn()) {
      await pause(random.between(500, 3_000));
      const name = random.pick(Object.keys(faults)) as string;
      injected.set(name, (injected.get(name) ?? 0) + 1);
      await faults[name]?.();
      // A result that was seen once must be there, unchanged, at the end.
      for (const [key, line] of resultsIn(await cluster.read()))
        if (!resultsBefore.has(key)) resultsBefore.set(key, line);
    }
  };
  const submitBatches = async (): Promise<void> => {
    while (goesOn()) {
      await clients.submit();
      await pause(random.between(100, 1_500));
      const hasRoom = async (): Promise<boolean> =>
        !goesOn() || (await unfinishedOf(cluster, clients)).length < UNFINISHED_MOST;
      await until(hasRoom, "some batches are finished", DONE_WITHIN_MS).catch(() => undefined);
    }
  };
  const changeBatches = async (): Promise<void> => {
    while (goesOn()) {
      await pause(random.between(500, 3_000));
      await races.race();
      if (random.next() < 0.5) await races.resumeAll();
    }
  };
  /** Until it has ended, or the time is up. */
  const submitOneBatch = async (): Promise<void> => {
    let hasEnded = false;
    goesOn = () => !hasEnded;
    while (clients.acknowledged.length === 0 && Date.now() < deadline)
      await clients.submit({ kind: "files", count: items });
    if (clients.acknowledged.length === 0) clients.violations.push(`I1: no submission of ${items} images was accepted`);
    await until(
      async () => (await unfinishedOf(cluster, clients)).length === 0,
      "it has ended",
      minutes * 60_000,
    ).catch(() => undefined);
    hasEnded = true;
  };
  await Promise.all(
    items > 0 ? [injectFaults(), submitOneBatch()] : [injectFaults(), submitBatches(), changeBatches()],
  );

  console.log(
    `chaos: ${clients.acknowledged.length} batches acknowledged, ${clients.withoutResponse.length} without a response`,
  );
  console.log(`chaos: ${listed(injected)}; ${listed(races.counts)}`);
  // An API may still be starting after the last fault.
  await until(races.resumeAll, "what is paused goes on", DONE_WITHIN_MS).catch(() => undefined);
  const allEnded = async (): Promise<boolean> => (await unfinishedOf(cluster, clients, Infinity)).length === 0;
  await until(allEnded, "all batches are finished", DONE_WITHIN_MS).catch(() => undefined);
  const check = async (): Promise<string[]> => {
    const exports = await cluster.read();
    return [
      ...violationsIn(exports, {
        ...clients,
        connections: followers.flatMap(({ current }) => {
          const frames = current();
          return frames === undefined ? [] : [frames];
        }),
        finished: true,
        resultsBefore,
        ...servers.notifications(),
      }),
      ...races.violations(exports),
      ...clients.violations,
    ];
  };
  let found: string[] = [];
  const isClean = async (): Promise<boolean> => (found = await check()).length === 0;
  await until(isClean, "there are no violations", CLEAN_WITHIN_MS).catch(() => undefined);
  // Frames of connections that a fault closed may lack the end, and nothing else.
  found.push(...followers.flatMap(({ closed }) => closed.flatMap((frames) => frameViolations(frames, false))));
  for (const { stop } of followers) stop();
  await cluster.stop();
  await servers.close();
  if (found.length === 0) removeCluster(cluster);
  else writeLogs(cluster, logs);
  for (const violation of found) console.error(violation);
  const summary =
    found.length === 0
      ? "nothing lost, nothing doubled, nothing left behind"
      : `${found.length} violations, kept in ${cluster.dir}`;
  console.log(`chaos: seed ${seed}: ${summary}`);
  return found;
}

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${name} ${count}`).join(", ");

/** Batches of the latest submissions that have not ended, by any API that responds. */
async function unfinishedOf(cluster: Cluster, { acknowledged }: Clients, latest = UNFINISHED_MOST): Promise<string[]> {
  const ids = acknowledged.slice(-latest).map(({ batchId }) => batchId as string);
  const callers = cluster.of("api").map(({ url }) => createCaller(url));
  const hasEnded = async (id: string): Promise<boolean> => {
    for (const caller of callers) {
      const status = await caller.status(id).catch(() => undefined);
      if (status !== undefined) return ENDED.has(status.status);
    }
    return false;
  };
  const ended = await Promise.all(ids.map(hasEnded));
  return ids.filter((_, i) => !ended[i]);
}
