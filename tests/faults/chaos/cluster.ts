import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { ENTRIES, startPrivateRedis, startProcess, until } from "@symphony/test-support/system";
import type { PrivateRedis, RunningProcess } from "@symphony/test-support/system";
import { freePort } from "../../../tools/redis.mjs";
import { readBucket } from "../checker/read-bucket.ts";
import { readExports } from "../checker/read-exports.ts";
import type { Exports } from "../checker/read-exports.ts";
import type { Host, Network } from "../machine/network.ts";
import type { ChaosBucket } from "./bucket.ts";

export type Kind = keyof typeof ENTRIES;

/** One process of the installation, which comes back at its place however often it ends. */
export interface Node {
  kind: Kind;
  url: string;
  /** Absent where all processes are on this machine. */
  host: Host | undefined;
  process: RunningProcess;
  start(): void;
  /** Sets its wall clock off by so much, also when it is started again. */
  setClock(offsetMs: number): void;
}

export interface Cluster {
  dir: string;
  /** What the ledger has, wherever it is. */
  read(): Promise<Exports>;
  redis: PrivateRedis;
  nodes: Node[];
  of(kind: Kind): Node[];
  untilReady(): Promise<void>;
  stop(): Promise<void>;
}

const PORT_ON_HOST = 8000;
const CLOCK = fileURLToPath(new URL("../machine/clock.cjs", import.meta.url));

/**
 * Several processes of each kind on one Redis and one folder, or one bucket: on hosts of their own, or all on this
 * machine.
 */
export async function startCluster(
  counts: Record<Kind, number>,
  settings: Record<string, string>,
  { network, bucket }: { network?: Network | undefined; bucket?: ChaosBucket | undefined } = {},
): Promise<Cluster> {
  const dir = mkdtempSync(join(tmpdir(), "symphony-chaos-"));
  const exportsDir = join(dir, "exports");
  if (bucket === undefined) mkdirSync(exportsDir);
  const redis = await startPrivateRedis(join(dir, "redis"), network?.address);
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require=${CLOCK}`,
    REDIS_URL: redis.url.replace("127.0.0.1", network?.address ?? "127.0.0.1"),
    EXPORTS_DIR: exportsDir,
    DISK_RESERVE_BYTES: "1000000",
    MODELS_DIR: await cascadeFolder([await yoloStage("v8", { name: "red-patch" })]),
    URL_FETCH_ALLOW_CIDRS: "127.0.0.0/8,10.0.0.0/8",
    ...settings,
    ...bucket?.settings,
  };
  const nodes: Node[] = [];
  const cluster: Cluster = {
    dir,
    read: () => (bucket === undefined ? readExports(exportsDir) : readBucket(bucket.dir)),
    redis,
    nodes,
    of: (kind) => nodes.filter((node) => node.kind === kind),
    untilReady: () =>
      until(
        async () =>
          (await Promise.all(cluster.of("api").map(({ url }) => fetch(`${url}/readyz`)))).every(({ ok }) => ok),
        "every API is ready",
        60_000,
      ),
    async stop() {
      await Promise.all(nodes.map(({ process: each }) => (each.signal("SIGCONT"), each.end("SIGTERM"))));
      await redis.stop();
      await bucket?.stop();
    },
  };
  for (const kind of ["gateway", "worker", "api"] as const) {
    for (let i = 0; i < counts[kind]; i += 1) {
      const gateways = cluster.of("gateway");
      const more: Record<string, string> =
        kind === "api" ? { GATEWAY_URL: gateways[i % gateways.length]?.url ?? "" } : { TRUST_PROXY: "1" };
      nodes.push(await startNode(kind, { ...env, ...more }, join(dir, `clock-${kind}-${i}`), network?.addHost()));
    }
  }
  return cluster;
}

async function startNode(kind: Kind, env: NodeJS.ProcessEnv, clockFile: string, host?: Host): Promise<Node> {
  const address = host?.address ?? "127.0.0.1";
  const port = host === undefined ? await freePort() : PORT_ON_HOST;
  const setClock = (offsetMs: number): void => writeFileSync(clockFile, String(offsetMs));
  setClock(0);
  const all = { ...env, HOST: address, PORT: String(port), TEST_CLOCK_FILE: clockFile };
  const start = (): RunningProcess => startProcess(ENTRIES[kind], all, host?.prefix);
  const node: Node = {
    kind,
    url: `http://${address}:${port}`,
    host,
    process: start(),
    start: () => void (node.process = start()),
    setClock,
  };
  return node;
}

/** What every process wrote last, for those who look for the cause of a violation. */
export function writeLogs({ dir, nodes }: Cluster, logs: ReadonlyMap<string, string>): void {
  for (const [name, text] of logs) writeFileSync(join(dir, `${name}.log`), text);
  for (const [i, { kind, process: each }] of nodes.entries())
    writeFileSync(join(dir, `${kind}-${i}.log`), each.output());
}

export const removeCluster = ({ dir }: Cluster): void => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
