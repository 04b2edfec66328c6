import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { connect } from "node:net";
import { channels, createProgress, NOT_STARTED, openRedis } from "@symphony/messaging";
import { trackedBatch } from "@symphony/test-support/redis";
import type { System } from "@symphony/test-support/system";
import { frameFor } from "./gateway-frames.ts";

/** Open sockets, whose clients are other processes. */
export interface Sockets {
  /** Sends one event to each of the sockets `from` to `to`. */
  send(from: number, to: number, seq: number): void;
  /** Delays of the events that arrived since the last report, in ms. */
  report(): Promise<number[]>;
  close(): Promise<void>;
}

const script = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const start = (name: string): ChildProcess => fork(script(name), [], { execArgv: ["--import", "tsx"] });

/** Events of the gateway: published to Redis, one batch for each socket. */
export async function openGatewaySockets(system: System, count: number): Promise<Sockets> {
  const batches = Array.from({ length: count }, () => trackedBatch(10_000));
  const ids = batches.map(({ batch_id }) => batch_id);
  const redis = openRedis(system.redis.url, "queue", () => undefined);
  const progress = createProgress(redis);
  for (const batch of batches) await progress.seed(batch, NOT_STARTED);
  const listeners = await openListeners(
    system.gatewayPort,
    ids.map((id) => `/ws/batch/${id}`),
  );
  // Plain Redis commands: publishing is not measured and must take as little of the machine as possible.
  const publisher = connect(Number(new URL(system.redis.url).port), "127.0.0.1").resume();
  return {
    send(from, to, seq) {
      publisher.write(
        ids
          .slice(from, to)
          .map((id) => command("PUBLISH", channels.batch(id), `progress ${seq} ${id}\n${frameFor(id, seq)}`))
          .join(""),
      );
    },
    report: listeners.report,
    async close() {
      listeners.close();
      publisher.destroy();
      redis.disconnect();
    },
  };
}

/** A command in the Redis protocol, of ASCII words. */
const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;

/** Events of a bare loop over all sockets. */
export async function openBareSockets(count: number): Promise<Sockets> {
  const server = start("broadcast-server");
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const listeners = await openListeners(
    port,
    Array.from({ length: count }, (_, i) => `/${i}`),
  );
  return {
    send: (from, to, seq) => void server.send({ from, to, seq }),
    report: listeners.report,
    async close() {
      listeners.close();
      server.disconnect();
      await once(server, "exit");
    },
  };
}

async function openListeners(port: number, paths: readonly string[]) {
  const processes = Array.from({ length: Math.max(1, availableParallelism() / 2) }, () => start("gateway-clients"));
  const share = Math.ceil(paths.length / processes.length);
  for (const [i, each] of processes.entries()) {
    const opened = once(each, "message");
    each.send({ port, paths: paths.slice(i * share, (i + 1) * share) });
    await opened;
  }
  return {
    async report() {
      const answers = processes.map((each) => once(each, "message") as Promise<[number[]]>);
      for (const each of processes) each.send("report");
      return (await Promise.all(answers)).flatMap(([delays]) => delays);
    },
    close: () => processes.forEach((each) => each.disconnect()),
  };
}
