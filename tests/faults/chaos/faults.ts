import { setTimeout as pause } from "node:timers/promises";
import type { createRandom } from "../support/random.ts";
import { USUAL } from "./bucket.ts";
import type { ChaosBucket } from "./bucket.ts";
import type { Cluster, Kind, Node } from "./cluster.ts";
import type { Mood, Servers } from "./servers.ts";

export type Fault = () => Promise<void>;

const HOUR_MS = 3_600_000;
const MOODS: readonly Mood[] = ["slow", "busy", "silent"];

export interface FaultContext {
  random: ReturnType<typeof createRandom>;
  cluster: Cluster;
  servers: Servers;
  bucket?: ChaosBucket | undefined;
  /** Called with a process before it is replaced. */
  onEnd(node: Node): void;
}

/** What goes wrong while batches come in, by name. */
export function createFaults(context: FaultContext): Record<string, Fault> {
  const { random, cluster, servers } = context;
  return {
    ...processFaults(context),
    ...redisFaults(context),
    async "a clock jumps"() {
      (random.pick(cluster.nodes) as Node).setClock(random.between(-HOUR_MS, HOUR_MS));
    },
    async "the image host changes"() {
      servers.mood = random.pick(MOODS) as Mood;
      await pause(random.between(1_000, 5_000));
      servers.mood = "quick";
    },
    ...(context.bucket === undefined ? {} : bucketFaults(context, context.bucket)),
    ...(cluster.nodes.some(({ host }) => host !== undefined) ? hostFaults(context) : {}),
  };
}

function processFaults({ random, cluster, onEnd }: FaultContext): Record<string, Fault> {
  const end = async (kind: Kind, signal: NodeJS.Signals, downMs = 0): Promise<void> => {
    const node = random.pick(cluster.of(kind)) as Node;
    await node.process.end(signal);
    onEnd(node);
    await pause(random.between(0, downMs));
    node.start();
  };
  const suspend = async (kind: Kind): Promise<void> => {
    const { process: suspended } = random.pick(cluster.of(kind)) as Node;
    if (!suspended.isRunning()) return;
    suspended.signal("SIGSTOP");
    await pause(random.between(1_000, 12_000));
    suspended.signal("SIGCONT");
  };
  return {
    "kill a worker": () => end("worker", "SIGKILL"),
    "stop a worker": () => end("worker", "SIGTERM"),
    "suspend a worker": () => suspend("worker"),
    "kill an API": () => end("api", "SIGKILL", 1_000),
    "stop an API": () => end("api", "SIGTERM"),
    "suspend an API": () => suspend("api"),
    "kill a gateway": () => end("gateway", "SIGKILL", 1_000),
  };
}

function redisFaults({ random, cluster: { redis } }: FaultContext): Record<string, Fault> {
  return {
    async "empty Redis"() {
      await redis.command("FLUSHALL");
    },
    async "kill Redis"() {
      await redis.stop("SIGKILL");
      await pause(random.between(0, 4_000));
      await redis.restart();
    },
    async "hang Redis"() {
      await redis.command("DEBUG", "SLEEP", String(random.between(1, 6))).catch(() => undefined);
    },
    async "close connections to Redis"() {
      await redis.command("CLIENT", "KILL", "TYPE", "normal").catch(() => undefined);
    },
  };
}

function bucketFaults({ random }: FaultContext, { proxy }: ChaosBucket): Record<string, Fault> {
  const during = async (weather: Partial<typeof USUAL>): Promise<void> => {
    Object.assign(proxy.weather, weather);
    await pause(random.between(1_000, 6_000));
    Object.assign(proxy.weather, USUAL);
  };
  return {
    "the store is slow": () => during({ delayMs: 300 }),
    "the store is busy": () => during({ busy: 0.4 }),
    "the store loses responses": () => during({ lost: 0.2 }),
    async "connections to the store are cut"() {
      proxy.cut();
    },
  };
}

function hostFaults({ random, cluster }: FaultContext): Record<string, Fault> {
  return {
    async "unplug a host"() {
      const { host } = random.pick(cluster.nodes) as Node;
      host?.plug(false);
      await pause(random.between(1_000, 8_000));
      host?.plug(true);
    },
  };
}
