import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeRedis, openRedis } from "@symphony/messaging";
import { freePort, isTaken, startRedis } from "../../../tools/redis.mjs";
import { findProgram } from "../../../tools/system-package.mjs";

/** Several servers that form one Redis. */
export interface RedisGroup {
  url: string;
  /** Kills the master. */
  killMaster(): Promise<void>;
  stop(): Promise<void>;
}

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 20_000; !(await condition().catch(() => false));) {
    if (Date.now() > deadline) throw new Error("the servers did not form a group in time");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

async function command(port: number, ...words: string[]): Promise<string> {
  const redis = openRedis(`redis://127.0.0.1:${port}`, "queue", () => undefined);
  try {
    return String(await redis.call(words[0] as string, ...words.slice(1)));
  } finally {
    await closeRedis(redis);
  }
}

/** A master, a replica and a sentinel, which promotes the replica within a second or two. */
export async function startSentinelGroup(): Promise<RedisGroup> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-sentinel-"));
  const master = await startRedis({ dir: join(dir, "master"), durable: false });
  const replica = await startRedis({
    dir: join(dir, "replica"),
    durable: false,
    args: ["--replicaof", `127.0.0.1 ${master.port}`],
  });
  const port = await freePort();
  const file = join(dir, "sentinel.conf");
  await writeFile(
    file,
    `bind 127.0.0.1\nport ${port}\ndir ${dir}\nsentinel monitor photos 127.0.0.1 ${master.port} 1\nsentinel down-after-milliseconds photos 500\nsentinel failover-timeout photos 2000\n`,
  );
  const sentinel = spawn(findProgram("redis-server", "valkey-server") as string, [file, "--sentinel"], {
    stdio: "ignore",
  });
  await until(() => isTaken(port));
  await until(async () => (await command(port, "SENTINEL", "REPLICAS", "photos")).includes(String(replica.port)));
  let masterAlive = true;
  const killMaster = async (): Promise<void> => {
    masterAlive = false;
    await master.stop("SIGKILL");
  };
  return {
    url: `redis+sentinel://127.0.0.1:${port}/photos`,
    killMaster,
    async stop() {
      sentinel.kill("SIGKILL");
      await once(sentinel, "exit");
      if (masterAlive) await killMaster();
      await replica.stop("SIGKILL");
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const SLOTS = 16_384;

/** Three masters that share the slots. */
export async function startClusterGroup(): Promise<Omit<RedisGroup, "killMaster">> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-cluster-"));
  const nodes = await Promise.all(
    [0, 1, 2].map((i) =>
      startRedis({
        dir: join(dir, String(i)),
        durable: false,
        args: ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"],
      }),
    ),
  );
  for (const [i, node] of nodes.entries()) {
    await command(
      node.port,
      "CLUSTER",
      "ADDSLOTSRANGE",
      String(Math.ceil((i * SLOTS) / 3)),
      String(Math.ceil(((i + 1) * SLOTS) / 3) - 1),
    );
    if (i > 0) await command(node.port, "CLUSTER", "MEET", "127.0.0.1", String(nodes[0]?.port));
  }
  await until(async () =>
    (await Promise.all(nodes.map((node) => command(node.port, "CLUSTER", "INFO")))).every(
      (info) => info.includes("cluster_state:ok") && info.includes("cluster_known_nodes:3"),
    ),
  );
  return {
    url: `redis+cluster://${nodes.map((node) => `127.0.0.1:${node.port}`).join(",")}`,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop("SIGKILL")));
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
